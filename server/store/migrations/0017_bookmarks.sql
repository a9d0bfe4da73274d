ALTER TABLE "library" ADD COLUMN "bookmarks" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "clew" json;