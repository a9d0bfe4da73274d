CREATE TABLE "links" (
	"token" text PRIMARY KEY NOT NULL,
	"run_id" text,
	"experiment_id" text,
	"shows_places" boolean DEFAULT false NOT NULL,
	"created_at" bigint,
	"expires_at" bigint,
	"used_at" bigint,
	CONSTRAINT "links_runId_unique" UNIQUE("run_id"),
	CONSTRAINT "links_experimentId_unique" UNIQUE("experiment_id"),
	CONSTRAINT "link_to_one" CHECK (num_nonnulls("links"."run_id", "links"."experiment_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO "links" ("token", "run_id", "shows_places") SELECT "token", "run_id", "shows_places" FROM "shares";--> statement-breakpoint
INSERT INTO "links" ("token", "experiment_id", "shows_places") SELECT "token", "experiment_id", "shows_places" FROM "experiment_shares";
