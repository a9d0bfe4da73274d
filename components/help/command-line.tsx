/** What `clew` does in a terminal, and experiments. */
import { Code, type HelpSection, Name, Table } from './prose';

export const commandLine: HelpSection = {
  id: 'command-line',
  title: 'From the command line',
  body: (
    <>
      <Code>{`
npx clew run etcd-register                                 # a preset; the exit code is the verdict
npx clew run etcd-register --set client.readLevel=quorum   # change anything in the plan
npx clew run my-plan.json --json                           # one line of JSON for scripts
npx clew check history.edn --model cas-register            # judge a recorded history
npx clew export k3v9x2m4qp --format html --output run.html # a run as one file; also jsonl, edn, txt
npx clew export k3v9x2m4qp --format zip --output run.zip   # everything of it
npx clew import store/latest                               # a recorded history, or a zip of a store, becomes a run
npx clew judge k3v9x2m4qp --model register                 # judge it again; its own verdict stays
npx clew webhook add https://example.org/clew              # is told when a run is over or breaks a promise
npx clew serve                                             # the dashboard alone
npx clew schedule add etcd-quorum --at 02:00 --zone UTC    # every night; also list, pause, resume, remove
npx clew lab up | status | down                            # the five nodes alone
npx clew fault k3v9x2m4qp pause leader                     # break a running test by hand; heal ends it
npx clew doctor my-plan.json                               # every node side by side, and what to run where one lacks something
npx clew clusters add ~/.ssh/config --hosts db1,db2 --name staging  # kept for any plan: --set cluster=staging
npx clew heal k3v9x2m4qp                                   # your own machines, after a server was killed
npx clew systems | faults | workloads | models | checkers  # what there is, with its options
`}</Code>
      <Table
        label="Exit codes"
        columns={['Exit code', 'Meaning']}
        rows={[
          ['0', 'valid, also where little was tested (then the reasons are said)'],
          ['1', 'invalid'],
          [
            '2',
            <>
              unknown: a limit was met, Ctrl-C, or nothing succeeded; with <Name>--strict</Name> also weak
            </>,
          ],
          ['254', 'the arguments are wrong, or a file is no history'],
          ['255', 'the test’s own automation failed; this says nothing about the database'],
        ]}
      />
      <p>
        While a server has a data directory open (<Name>.clew</Name>, or <Name>--data</Name>), <Name>clew run</Name> on
        the same directory hands the test to it, so the run appears in the list. One run at a time holds a cluster;
        others wait in the queue.
      </p>
      <h3 className="mt-2 font-semibold text-16">In a CI system</h3>
      <p>
        The exit code fails the job; <Name>--junit</Name> also writes a report, with a case for each checker, or for
        each run of an experiment. A broken promise is a failure. A test whose own automation failed is an error, as is
        an unknown verdict.
      </p>
      <Code>{`
jobs:
  jepsen:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm run build
      - run: sudo npx clew run etcd-quorum --strict --junit clew.xml
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: clew, path: clew.xml }
`}</Code>
      <h3 className="mt-2 font-semibold text-16">Histories of others</h3>
      <p>
        <Name>clew check</Name> reads files, or standard input as <Name>-</Name>: <Name>history.edn</Name>,{' '}
        <Name>history.txt</Name>, a log, JSON lines or an array, and detects which. It streams, so a million operations
        take a few seconds. It refuses what it does not understand, with the line and an option that says what is meant.
      </p>
      <Code>{`
npx clew check store/latest/history.edn --model cas-register --initial 0
npx clew check store/*/history.edn --json                       # a line a file; the exit code is the worst
npx clew check history.edn --independent                        # values are [key value]; every key by itself
npx clew check history.edn --checker set-full,stats             # other checkers; a comma between them
npx clew check history.edn --independent --initial unknown      # where each register began is to be found out
npx clew check pairs.jsonl --order time                         # an operation a line, or two: sorted by time
npx clew check log.jsonl --field process=client --function get=read --ignore region
npx clew check history.edn --model ./my-model.mjs               # a model of your own
zcat history.edn.gz | npx clew check - --time-limit 600 --memory 4096
`}</Code>
    </>
  ),
};

export const experiments: HelpSection = {
  id: 'experiments',
  title: 'Experiments',
  body: (
    <>
      <p>
        An experiment is one test with axes: systems, read levels, faults, any field of the plan. Every combination is a
        run. They go through the queue one after another, and the page fills a table: verdict, time of the first
        violation, share of operations served under faults, and latency, each cell a link to its run. A repeat uses the
        same seed in every combination, so that they differ only in their values.
      </p>
      <Code>{`
npx clew run three-reads                      # three reads of etcd, three of Consul, under partitions and pauses
npx clew run three-reads --repeats 5 --json   # five seeds each; one line of JSON; the worst run is the exit code
npx clew run etcd-register --repeats 10       # how often is the stale read found?
npx clew run etcd-register --until invalid    # again and again with new seeds until it is; --repeats is the most
npx clew run my-experiment.json --set load.timeLimitSeconds=60
`}</Code>
      <Code>{`
{
  "name": "clients",
  "plan": { "cluster": { "type": "lab" }, "system": { "name": "etcd" } },
  "axes": [
    {
      "name": "reads",
      "values": [
        { "title": "local", "set": { "client.readLevel": "local" } },
        { "title": "quorum", "set": { "client.readLevel": "quorum" } }
      ]
    },
    { "name": "clients", "values": [{ "set": { "load.concurrency": 5 } }, { "set": { "load.concurrency": 50 } }] }
  ],
  "repeats": 3,
  "until": "invalid"
}
`}</Code>
    </>
  ),
};
