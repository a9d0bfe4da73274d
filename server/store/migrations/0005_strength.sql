ALTER TABLE "runs" ADD COLUMN "weak" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "ended" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "tested_nanos" bigint;