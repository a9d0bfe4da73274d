-- Once a statement, and in the order of the ids: two that change the same counts wait for each other, and never both.
CREATE FUNCTION "count_library"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	came CONSTANT text := 'select *, 1 as one from came';
	went CONSTANT text := 'select *, -1 as one from went';
	changed text := came;
BEGIN
	IF tg_op = 'DELETE' THEN changed := went; END IF;
	IF tg_op = 'UPDATE' THEN changed := came || ' union all ' || went; END IF;
	EXECUTE 'insert into library_counts as known
		select md5(jsonb_build_array(is_deleted, is_pinned, is_in_experiment, state, system, version, workload, faults, tags)::text), kind.*
		from (
			select deleted_at is not null as is_deleted, is_pinned, experiment_id is not null as is_in_experiment,
				state, system, version, workload, faults, tags, sum(one) as runs
			from (' || changed || ') as changed
			group by 1, 2, 3, 4, 5, 6, 7, 8, 9
			having sum(one) <> 0
		) as kind
		order by 1
		on conflict (id) do update set runs = known.runs + excluded.runs';
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "count_came" AFTER INSERT ON "library" REFERENCING NEW TABLE AS "came"
	FOR EACH STATEMENT EXECUTE FUNCTION "count_library"();--> statement-breakpoint
CREATE TRIGGER "count_went" AFTER DELETE ON "library" REFERENCING OLD TABLE AS "went"
	FOR EACH STATEMENT EXECUTE FUNCTION "count_library"();--> statement-breakpoint
CREATE TRIGGER "count_changed" AFTER UPDATE ON "library" REFERENCING OLD TABLE AS "went" NEW TABLE AS "came"
	FOR EACH STATEMENT EXECUTE FUNCTION "count_library"();--> statement-breakpoint
INSERT INTO "library_counts"
	SELECT md5(jsonb_build_array(is_deleted, is_pinned, is_in_experiment, state, system, version, workload, faults, tags)::text), kind.*
	FROM (
		SELECT deleted_at IS NOT NULL AS is_deleted, is_pinned, experiment_id IS NOT NULL AS is_in_experiment,
			state, system, version, workload, faults, tags, count(*)
		FROM "library"
		GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
	) AS kind;
