DROP TABLE "verdicts" CASCADE;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "headline" text;