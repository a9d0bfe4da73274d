CREATE TABLE "library" (
	"run_id" text PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"plan_name" text NOT NULL,
	"state" text NOT NULL,
	"system" text NOT NULL,
	"version" text,
	"workload" text NOT NULL,
	"faults" text[] NOT NULL,
	"operations" integer NOT NULL,
	"duration_ms" bigint NOT NULL,
	"experiment_id" text,
	"words" text NOT NULL,
	"name" text,
	"note" text,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"deleted_at" bigint
);
--> statement-breakpoint
ALTER TABLE "library" ADD CONSTRAINT "library_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "library_by_creation" ON "library" USING btree ("created_at","run_id");--> statement-breakpoint
CREATE INDEX "library_by_state" ON "library" USING btree ("state","created_at","run_id");