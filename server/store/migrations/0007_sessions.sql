CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"author" json NOT NULL,
	"created_at" bigint NOT NULL,
	"used_at" bigint NOT NULL
);
