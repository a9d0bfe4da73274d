/**
 * Texts that nobody means well with, in every field, query, address and socket request there is, those to come too: the
 * places are read off the schemas. Each is refused with the field named, or kept and given back as it was.
 */
import { request as httpRequest } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { present } from '@/lib/base/assert';
import { clusterSchema } from '@/lib/plan/cluster';
import { experimentSchema } from '@/lib/plan/experiment-document';
import { savedClusterSchema } from '@/lib/plan/kept-cluster';
import { planShape, shapeOf } from '@/lib/plan/shape';
import { allEndpoints, endpoints } from '@/lib/protocol/api/all-endpoints';
import type { Endpoint } from '@/lib/protocol/api/endpoint';
import type { LinkSubject } from '@/lib/protocol/link';
import { operator } from '@/lib/protocol/principal';
import { logTo } from '../base/log';
import { memoryPlan, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';
import { goodTexts, type TextPlace, type TextShape, textPlaces } from './text-fields.fixture';

const hostileTexts: readonly string[] = [
  ...[
    '',
    ' ',
    ' \t \n ',
    'a\0b',
    '\0',
    '\ud800',
    'x\udfff',
    '\x1b[2J\x1b]0;owned\x07',
    '\x9b31m',
    'a\x7fb',
    'a\rb',
    'a\nb',
  ],
  ...[
    '\u202egnp.exe',
    '\u2066x',
    '\u2028',
    '\ufeff',
    '$(touch X)',
    '`touch X`',
    `'"; touch X #`,
    '"',
    '\\',
    '%00',
    '%s%n',
    '../../etc/passwd',
  ],
  ...[
    '<script>alert(1)</script>',
    "' or 1=1 --",
    '__proto__',
    'constructor',
    '-oProxyCommand=x',
    '😀',
    'é'.repeat(300),
  ],
  ...['x'.repeat(60_000), 'x'.repeat(2 ** 20)],
];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let runId: string;
let scheduleId: string;
/** Of the links to a run and to its trend. */
let token: string;
let trendToken: string;
let linked: readonly LinkSubject[] = [];
/** Of what is no run, by its part of the path. */
let ids: ReadonlyMap<string, string>;
/** Of a test that goes on, in which anything may be broken by hand. */
let liveId: string;
let errors: string[] = [];

/** Of pino. What is refused is told at a lower one. */
const errorLevel = 50;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const log = logTo({
    write: (line) => {
      if (JSON.parse(line).level >= errorLevel) errors.push(line);
    },
  });
  const outcome = { kind: 'aborted', reason: 'over' } as const;
  server = await servePuppet(directory.path, undefined, {
    log,
    execute: async ({ plan, desk, stop }) => {
      desk?.open({ act: async () => ({ faults: [] }) });
      if (plan.name === 'live') await new Promise((resolve) => stop.addEventListener('abort', resolve));
      return outcome;
    },
  });
  ({ id: liveId } = await server.runs.submit(memoryPlan('live'), operator));
  ({ id: runId } = await server.runs.submit(memoryPlan('hostile'), operator));
  ({ id: scheduleId } = JSON.parse((await ask('POST', endpoints.addSchedule.path, nightly)).body));
  const made = async (path: string, body?: unknown) => JSON.parse((await ask('POST', path, body)).body);
  const { id: experimentId } = await made(endpoints.launchExperiment.path, { name: 'e', plan: memory, axes: [] });
  const comparisonId = `${runId},${liveId}`;
  await made(`/api/comparisons/${comparisonId}/share`);
  ({ token } = await made(`/api/runs/${runId}/share`));
  const key = present(await server.trends.keyOf(runId), 'a trend');
  ({ token: trendToken } = await made(`/api/trends/${key}/share`));
  linked = [
    { kind: 'run', id: runId },
    { kind: 'trend', id: key },
  ];
  ids = new Map([
    ['experiments', experimentId],
    ['comparisons', comparisonId],
    ['trends', key],
  ]);
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

/** A text that is taken as a password closes the link to those that come after. */
afterEach(async () => {
  for (const subject of linked) await server.links.change(subject, { password: null }, operator);
});

/** What somebody sends is no trouble of the server. */
afterEach(() => {
  const logged = errors;
  errors = [];
  expect(logged).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address);
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
    const request = httpRequest({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const addressOf = ({ path }: Pick<Endpoint, 'path'>) => {
  if (path === endpoints.breakByHand.path) return path.replaceAll(/:id/g, liveId);
  if (path.startsWith('/api/share/')) return path.replaceAll(/:token/g, path.endsWith('/trend') ? trendToken : token);
  const [, kind = ''] = /^\/api\/(\w+)\/:id/.exec(path) ?? [];
  const id = ids.get(kind);
  if (id !== undefined) return path.replaceAll(/:id/g, id);
  return path.replaceAll(/:id/g, path.startsWith(endpoints.addSchedule.path) ? scheduleId : runId);
};

/** Bodies that other rooms check, by the names that they have in the contract. */
const experimentShape = shapeOf(experimentSchema);
const savedShape: TextShape & { readonly $defs?: Readonly<Record<string, TextShape>> } = shapeOf(savedClusterSchema);
const documents: Readonly<Record<string, TextShape>> = {
  PlanInput: planShape,
  ExperimentInput: { ...experimentShape, properties: { ...experimentShape.properties, plan: planShape } },
  ExaminationInput: {
    type: 'object',
    properties: {
      cluster: shapeOf(clusterSchema),
      system: planShape.properties?.system ?? {},
      node: { type: 'string' },
    },
  },
  SavedClusterInput: savedShape.$defs?.SavedCluster ?? savedShape,
};

function shapeOfBody(body: z.ZodMiniType): TextShape {
  const shape: TextShape & { readonly $defs?: Readonly<Record<string, TextShape>> } = shapeOf(body);
  // A schema that has a name is described under it.
  const id = z.globalRegistry.get(body)?.id ?? '';
  return documents[id] ?? shape.$defs?.[id] ?? shape;
}

/** What stands around a field: one of them suits a field that another rules out. */
const memory = {
  name: 'p',
  cluster: { type: 'memory' },
  system: { name: 'memory' },
  faults: [],
  load: { timeLimitSeconds: 1 },
};
const nightly = { plan: memory, pattern: '0 2 * * *', zone: 'UTC' };
const nodes = ['n1', 'n2', 'n3'].map((name) => ({ name, host: name }));
const machines = { ...memory, cluster: { type: 'ssh', nodes }, system: { name: 'etcd' } };
const lab = { ...machines, cluster: { type: 'lab', nodes: 3 } };
/** Some systems are a single node unless more is said. */
const single = { ...machines, cluster: { type: 'ssh', nodes: nodes.slice(0, 1) } };
/** And some hold no register. */
const sets = { ...machines, workload: { name: 'set' } };
const plans: readonly object[] = [memory, machines, lab, single, sets];
const kept = { name: 'n1', nodes };
const surroundings: Readonly<Record<string, readonly object[]>> = {
  PlanInput: plans,
  ExperimentInput: plans.map((plan) => ({ name: 'e', plan, axes: [], repeats: 1 })),
  ExaminationInput: [{ cluster: machines.cluster, system: machines.system }],
  SavedClusterInput: [kept],
  // Its plan is checked as that of a run.
  ScheduleInput: [nightly],
};

const declared: readonly Endpoint[] = Object.values(endpoints);

const withTexts = declared.flatMap((endpoint) => {
  if (!endpoint.body) return [];
  const shape = shapeOfBody(endpoint.body);
  expect(shape.type ?? shape.oneOf ?? shape.anyOf, `a schema of the body of ${endpoint.path}`).toBeDefined();
  const around = surroundings[z.globalRegistry.get(endpoint.body)?.id ?? ''] ?? [{}];
  return textPlaces(shape).map((place) => {
    const what = `${endpoint.method} ${endpoint.path} ${place.path}`;
    const documents = around.map((each) => (text: string) => within(each, place.put(text), place.path.split('.')));
    return { what, endpoint, place, documents };
  });
});

type Tree = Readonly<Record<string, unknown>>;

/** The part that the field stands in, with what is around it; a union such as a cluster is a part as a whole. */
function within(around: object, own: unknown, [top = '', next = '']: readonly string[]): unknown {
  if (Object.keys(around).length === 0) return own;
  const part = (own as Tree)[top];
  const isPlan = top === 'plan' && 'plan' in around;
  return { ...around, [top]: isPlan ? { ...(around.plan as Tree), [next]: (part as Tree)[next] } : part };
}

/** What the answer says of the field; nothing where it does not tell of it. */
function keptText({ path }: Endpoint, place: TextPlace, answer: Tree): unknown {
  if (path === endpoints.launchRun.path || path === endpoints.checkPlan.path) return place.read(answer.plan);
  if (path === endpoints.labelRun.path) return place.read(answer.label) ?? '';
  if (path !== endpoints.launchExperiment.path || /^plan|\.set\./.test(place.path)) return undefined;
  const axes = answer.axes as readonly { readonly name: string; readonly values: readonly string[] }[];
  const named = axes.map(({ name, values }) => ({ name, values: values.map((title) => ({ title })) }));
  return place.read({ ...answer, axes: named });
}

describe('a text in a body', () => {
  // Some of the texts are names as good as others.
  afterAll(async () => {
    const { clusters } = JSON.parse((await ask('GET', endpoints.listClusters.path)).body);
    for (const { cluster } of clusters) await ask('DELETE', `${endpoints.listClusters.path}/${cluster.name}`);
  });

  test('may stand in many places', () => {
    const places = withTexts.map(({ what }) => what);
    expect(places).toEqual(
      expect.arrayContaining([
        'POST /api/runs name',
        'POST /api/runs cluster.nodes.0.host',
        'POST /api/runs system.source.path',
        'POST /api/experiments plan.cluster.auth.keyFile',
        'POST /api/experiments axes.0.values.0.set.*',
        'POST /api/runs/:id/label tags.0',
        'POST /api/clusters/examine cluster.user',
        'POST /api/schedules/:id zone',
        'POST /api/session token',
      ]),
    );
  });

  test.each(withTexts)('$what is refused by name, or kept as it is', async ({ endpoint, place, documents }) => {
    const send = (body: unknown) => ask(endpoint.method, addressOf(endpoint), body);
    const takes = async (document: (text: string) => unknown) => {
      for (const text of goodTexts) if ((await send(document(text))).status < 300) return document;
      return undefined;
    };
    const isSecret = endpoint.path === endpoints.signIn.path;
    let document = isSecret ? documents[0] : undefined;
    for (const each of documents) document ??= await takes(each);
    // Otherwise every text would be refused for what stands around it.
    if (document === undefined) throw new Error('no harmless text is taken');
    // The plan of an experiment is told of as by itself; of what an axis sets, the field of the plan.
    const field = place.path.includes('.set.') ? '"path":' : place.path.replace(/^plan\./, '');
    for (const text of hostileTexts) {
      const { status, body } = await send(document(text));
      const shown = JSON.stringify([text.slice(0, 40), status, body.slice(0, 300)]);
      if (text.length > 60_000) expect(status, shown).toBe(413);
      else if (isSecret) expect([400, 401], shown).toContain(status);
      else if (status === 400) expect(`${body}`, shown).toContain(field);
      else {
        expect(status, shown).toBe(endpoint.answer.status);
        // What answers nothing tells of nothing.
        const kept = 'json' in endpoint.answer ? keptText(endpoint, place, JSON.parse(body)) : undefined;
        // Blanks around what a person types are no part of it.
        if (kept !== undefined) expect([text, text.trim()], shown).toContain(kept);
      }
    }
  });
});

describe('a text in an address', () => {
  const spellings = [
    ...hostileTexts
      .filter((text) => text !== '' && !/\p{Surrogate}/u.test(text) && text.length < 5000)
      .map(encodeURIComponent),
    ...[
      '%00',
      'a%00b',
      '%',
      '%ff',
      '%ED%A0%80',
      '%c0%80',
      '..%2f..%2f',
      '%E2%80%AE',
      '%0d%0aset-cookie:x',
      'x'.repeat(8000),
    ],
  ];

  test.each(
    allEndpoints.filter(({ path }) => path.includes(':')).map((each) => [each.method, each.path, each] as const),
  )('of %s %s opens nothing', async (method, path, endpoint) => {
    const body = endpoint.body ? {} : undefined;
    for (const spelling of spellings) {
      const { status, body: text } = await ask(
        method,
        path.replaceAll(/:\w+/g, () => spelling),
        body,
      );
      const shown = [spelling.slice(0, 40), status, text.slice(0, 200)];
      if (path === endpoints.prove.path && status === 200) continue;
      expect(status >= 400 && status < 500, String(shown)).toBe(true);
    }
  });

  const asked = declared.flatMap(({ path, query }) =>
    query ? Object.keys(shapeOf(query).properties ?? {}).map((name) => [path, name] as const) : [],
  );

  test.each(asked)('of %s?%s= is looked for, or refused by name', async (path, name) => {
    const numbers = ['-1', '1e400', '99999999999999999999', 'NaN', '0x10'];
    for (const spelling of [...spellings, ...numbers]) {
      const { status, body } = await ask('GET', `${addressOf({ path })}?${name}=${spelling}`);
      const shown = [name, spelling.slice(0, 40), status, body.slice(0, 200)];
      expect([200, 400], String(shown)).toContain(status);
      if (status === 400) expect(body).toMatch(new RegExp(`${name}|address`));
    }
  });

  test('that says where a page begins holds nothing that the store cannot take', async () => {
    for (const order of ['name', 'newest']) {
      for (const cursor of [
        ['a\0', 'b'],
        ['a', 'b\0'],
        ['\ud800', 'b'],
        [1, 'b\0'],
        [2 ** 53, 'b'],
        [1.5, 'b'],
        [null, {}],
      ]) {
        const after = Buffer.from(JSON.stringify(cursor)).toString('base64url');
        const { status, body } = await ask('GET', `/api/runs?order=${order}&after=${after}`);
        expect([order, cursor, status, body.includes('after')]).toEqual([order, cursor, 400, true]);
      }
    }
  });
});

describe('a request over the socket', () => {
  let socket: Socket;

  afterEach(() => {
    socket.disconnect();
  });

  const open = (auth: object, headers = {}) => {
    socket = io(server.address, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth,
      extraHeaders: headers,
    });
    return new Promise<string>((resolve) => {
      socket.on('connect', () => resolve('open'));
      socket.on('connect_error', ({ message }) => resolve(message));
    });
  };

  test('for a run or a place that there is not is answered so', async () => {
    const { length } = hostileTexts;
    const requests: readonly unknown[] = [
      ...hostileTexts.slice(0, length - 1).map((id) => ({ runId: id, from: 0 })),
      ...[2 ** 31, 2 ** 53, -1, 1.5, '0', null, {}].map((from) => ({ runId, from })),
      ...[null, '\0', 7, [], { runId: { toString: 1 }, from: 0 }],
    ];
    for (const request of requests) {
      expect(await open({}, { authorization: `Bearer ${server.token}` })).toBe('open');
      const reply = await socket.timeout(10_000).emitWithAck('watch', request);
      expect([request, reply.ok, typeof reply.error]).toEqual([request, false, 'string']);
      socket.emit('unwatch', request);
      expect((await socket.timeout(10_000).emitWithAck('watch', { runId, from: 2 ** 31 - 1 })).ok).toBe(true);
      socket.disconnect();
    }
  });

  test('with a share token that is none opens nothing', async () => {
    for (const share of [...hostileTexts.slice(0, -2), 7, null, {}, ['a']]) {
      expect([share, await open({ share })]).toEqual([share, expect.stringContaining('sign in first')]);
      socket.disconnect();
    }
  });
});
