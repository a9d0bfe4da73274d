-- One column is searched: what people keep with a run stands behind a form feed.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
UPDATE "library" SET "words" = replace("words", E'\f', ' ') WHERE strpos("words", E'\f') > 0;--> statement-breakpoint
UPDATE "library" SET "words" = "words" || E'\f' || lower(concat_ws(' ', "name", "note", array_to_string("tags", ' ')))
	WHERE "name" IS NOT NULL OR "note" IS NOT NULL OR "tags" <> '{}';
