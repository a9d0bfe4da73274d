CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"plan" json NOT NULL,
	"pattern" text NOT NULL,
	"zone" text NOT NULL,
	"seeds" text NOT NULL,
	"repeats" integer NOT NULL,
	"created_by" json NOT NULL,
	"created_at" bigint NOT NULL,
	"is_paused" boolean DEFAULT false NOT NULL,
	"next_at" bigint,
	"last" json,
	"deleted_at" bigint
);
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "link_to_one";--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "plan_key" text;--> statement-breakpoint
CREATE INDEX "runs_by_plan" ON "runs" USING btree (md5(("plan"::jsonb - 'seed' - 'name')::text),"created_at","id") WHERE ("runs"."plan" -> 'origin') is null;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_planKey_unique" UNIQUE("plan_key");--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "link_to_one" CHECK (num_nonnulls("links"."run_id", "links"."experiment_id", "links"."plan_key") = 1);