CREATE TABLE "library_counts" (
	"id" text PRIMARY KEY NOT NULL,
	"is_deleted" boolean NOT NULL,
	"is_pinned" boolean NOT NULL,
	"is_in_experiment" boolean NOT NULL,
	"state" text NOT NULL,
	"system" text NOT NULL,
	"version" text,
	"workload" text NOT NULL,
	"faults" text[] NOT NULL,
	"tags" text[] NOT NULL,
	"runs" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "library_by_words" ON "library" USING gin ("words" gin_trgm_ops) WITH (fastupdate=false);