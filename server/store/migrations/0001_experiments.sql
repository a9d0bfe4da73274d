CREATE TABLE "experiment_shares" (
	"experiment_id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	CONSTRAINT "experiment_shares_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"id" text PRIMARY KEY NOT NULL,
	"document" json NOT NULL,
	"plans" json NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "measures" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "experiment_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "combination" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "repeat" integer;--> statement-breakpoint
ALTER TABLE "experiment_shares" ADD CONSTRAINT "experiment_shares_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_by_experiment" ON "runs" USING btree ("experiment_id");