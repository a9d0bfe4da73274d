CREATE TABLE "clusters" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" json NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL
);
