ALTER TABLE "runs" ADD COLUMN "launched_by" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "stopped_by" json;