CREATE TABLE "chunks" (
	"run_id" text NOT NULL,
	"from_seq" integer NOT NULL,
	"count" integer NOT NULL,
	"lines" "bytea" NOT NULL,
	CONSTRAINT "chunks_run_id_from_seq_pk" PRIMARY KEY("run_id","from_seq")
);
--> statement-breakpoint
CREATE TABLE "node_logs" (
	"run_id" text NOT NULL,
	"node" text NOT NULL,
	"file" text NOT NULL,
	"size" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "node_logs_run_id_node_file_pk" PRIMARY KEY("run_id","node","file")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"plan" json NOT NULL,
	"phase" text NOT NULL,
	"outcome" text,
	"sentence" text,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"system_version" text,
	"operations" integer NOT NULL,
	"entries" integer NOT NULL,
	"faults" json NOT NULL,
	"violation_time" bigint
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"run_id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	CONSTRAINT "shares_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"run_id" text PRIMARY KEY NOT NULL,
	"verdict" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chunks" ADD CONSTRAINT "chunks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_logs" ADD CONSTRAINT "node_logs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_by_creation" ON "runs" USING btree ("created_at");