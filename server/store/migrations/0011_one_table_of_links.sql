DROP TABLE "experiment_shares" CASCADE;--> statement-breakpoint
DROP TABLE "shares" CASCADE;