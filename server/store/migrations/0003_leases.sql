CREATE TABLE "leases" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"owner" text,
	"epoch" integer NOT NULL,
	"renewed_at" bigint NOT NULL,
	"stop_request" json,
	CONSTRAINT "leases_kind_id_pk" PRIMARY KEY("kind","id")
);
