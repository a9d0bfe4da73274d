ALTER TABLE "experiment_shares" ADD COLUMN "shows_places" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "open_sentence" text;--> statement-breakpoint
ALTER TABLE "shares" ADD COLUMN "shows_places" boolean DEFAULT false NOT NULL;