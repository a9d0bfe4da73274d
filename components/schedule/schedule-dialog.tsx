'use client';
/** When a plan is started by the clock, in which zone, and with how many runs: for a new schedule, or one that is changed. */
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Plan } from '@/lib/plan/plan';
import { scheduleEndpoints } from '@/lib/protocol/api/schedule-endpoints';
import type { Schedule, SeedChoice } from '@/lib/protocol/schedule';
import { dailyTime, dayChoices, momentIn, patternOf } from '@/lib/protocol/schedule-words';
import { Field, InputField, inputClass } from '../ui/field';
import { FormDialog, FormEnd } from '../ui/form-dialog';
import { messageOf, RequestError, request } from '../ui/request';

export interface ScheduleDialogProps {
  /** What is started; of a schedule that is changed, what takes the place of its plan. */
  readonly plan: Plan | undefined;
  /** The one that is changed. */
  readonly schedule?: Schedule | undefined;
  readonly close: () => void;
  readonly done: (schedule: Schedule) => void;
}

export function ScheduleDialog({ close, ...form }: ScheduleDialogProps) {
  return (
    <FormDialog isOpen close={close} title={form.schedule ? 'Change the schedule' : 'Start this test by the clock'}>
      <ScheduleForm {...form} close={close} />
    </FormDialog>
  );
}

/** Stands among the days for a pattern that a person writes. */
const byPattern = 'pattern';

type Fields = 'time' | 'pattern' | 'zone' | 'repeats';

/** What is typed, as it is typed. */
interface Draft {
  readonly time: string;
  readonly days: string;
  readonly pattern: string;
  readonly zone: string;
  readonly repeats: string;
  readonly seeds: SeedChoice;
}

function draftOf(schedule: Schedule | undefined): Draft {
  const { pattern = '0 2 * * *', zone, repeats = 1, seeds = 'new' } = schedule ?? {};
  const daily = dailyTime(pattern);
  return {
    ...{ time: daily?.time ?? '02:00', days: daily?.days ?? byPattern, pattern, seeds, repeats: String(repeats) },
    zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function ScheduleForm({ plan, schedule, close, done }: ScheduleDialogProps) {
  const [draft, setDraft] = useState(() => draftOf(schedule));
  const [errors, setErrors] = useState<Partial<Record<Fields, string>>>({});
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const zonesId = useId();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], []);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isPattern = draft.days === byPattern;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The form of the page that the dialog was opened on is not sent.
    event.stopPropagation();
    const pattern = isPattern ? draft.pattern : patternOf(draft);
    if (pattern === undefined) return setErrors({ time: 'A time, such as 02:00' });
    setBusy(true);
    setErrors({});
    setFailure(undefined);
    const times = { pattern, zone: draft.zone, seeds: draft.seeds, repeats: Number(draft.repeats) };
    try {
      done(await save(times, plan, schedule));
    } catch (error) {
      const issues = error instanceof RequestError ? error.issues : [];
      setErrors(Object.fromEntries(issues.map(({ path, message }) => [fieldOf(path, isPattern), message])));
      setFailure(messageOf(error));
      setBusy(false);
    }
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-3">
      <p className="text-13 text-muted">
        The server has to be running then: what it misses is said, and not made up for. A start is skipped while a run
        of the one before still goes on.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Days">
          {(attributes) => (
            <select
              {...attributes}
              value={draft.days}
              onChange={({ target }) => set({ days: target.value })}
              className={inputClass}
            >
              {dayChoices.map(({ days, title }) => (
                <option key={days} value={days}>
                  {title}
                </option>
              ))}
              <option value={byPattern}>By a cron pattern</option>
            </select>
          )}
        </Field>
        {isPattern ? (
          <InputField
            label="Pattern"
            hint="Minute, hour, day of the month, month, day of the week"
            error={errors.pattern}
            value={draft.pattern}
            onChange={({ target }) => set({ pattern: target.value })}
            className="font-mono"
          />
        ) : (
          <InputField
            label="Time"
            type="time"
            error={errors.time}
            value={draft.time}
            onChange={({ target }) => set({ time: target.value })}
          />
        )}
      </div>
      <InputField
        label="Time zone"
        hint={zoneHint(draft.zone)}
        error={errors.zone}
        list={zonesId}
        value={draft.zone}
        onChange={({ target }) => set({ zone: target.value })}
      />
      <datalist id={zonesId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className="grid gap-3 sm:grid-cols-2">
        <InputField
          label="Runs each time"
          hint="One after another"
          inputMode="numeric"
          error={errors.repeats}
          value={draft.repeats}
          onChange={({ target }) => set({ repeats: target.value })}
        />
        <Field label="Seed">
          {(attributes) => (
            <select
              {...attributes}
              value={draft.seeds}
              onChange={({ target }) => set({ seeds: target.value === 'same' ? 'same' : 'new' })}
              className={inputClass}
            >
              <option value="new">A new one for each run</option>
              <option value="same">Always that of the plan</option>
            </select>
          )}
        </Field>
      </div>
      <FormEnd act={schedule ? 'Save' : 'Schedule it'} {...{ isBusy, close, failure }} />
    </form>
  );
}

function save(
  times: Pick<Schedule, 'pattern' | 'zone' | 'seeds' | 'repeats'>,
  plan: Plan | undefined,
  schedule: Schedule | undefined,
): Promise<Schedule> {
  const body = plan === undefined ? times : { ...times, plan };
  return schedule
    ? request(scheduleEndpoints.changeSchedule, { params: { id: schedule.id }, body })
    : request(scheduleEndpoints.addSchedule, { body: { ...times, plan } });
}

/** Which field shows what is wrong at a path. */
function fieldOf(path: string, isPattern: boolean): string {
  return path === 'pattern' && !isPattern ? 'time' : path;
}

/** `It is 14:57 there now.`, so that a person sees that it is the right one. */
function zoneHint(zone: string): string {
  try {
    return `It is ${momentIn(zone, Date.now())} there now. Clocks that change are followed.`;
  } catch {
    return 'A name such as Europe/Berlin, or UTC';
  }
}
