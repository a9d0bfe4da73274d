CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"webhook_id" text NOT NULL,
	"event" text NOT NULL,
	"run_id" text NOT NULL,
	"body" text NOT NULL,
	"created_at" bigint NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" bigint,
	"tried_at" bigint,
	"status" integer,
	"problem" text,
	CONSTRAINT "delivered_once" UNIQUE("webhook_id","event","run_id")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"secret" text NOT NULL,
	"events" json NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "link_to_one";--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "comparison" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "password_hash" text;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "webhook_deliveries" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "deliveries_by_creation" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_comparison_unique" UNIQUE("comparison");--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "link_to_one" CHECK (num_nonnulls("links"."run_id", "links"."experiment_id", "links"."plan_key", "links"."comparison") = 1);