CREATE INDEX "library_by_name" ON "library" USING btree (lower(coalesce("name", "plan_name")),"run_id");--> statement-breakpoint
CREATE INDEX "library_by_duration" ON "library" USING btree ("duration_ms","run_id");--> statement-breakpoint
CREATE INDEX "library_by_operations" ON "library" USING btree ("operations","run_id");