import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../plan/plan';
import { Scrub } from './scrub';
import { secretsOf } from './secrets';

const plan = planSchema.parse({
  name: 'p',
  cluster: {
    type: 'ssh',
    user: 'deployer',
    nodes: [
      { name: 'n1', host: 'db1.internal.corp', port: 2222 },
      { name: 'n2', host: '10.0.0.2' },
      { name: 'n3', host: 'fe80::3' },
    ],
    auth: { keyFile: '/srv/keys/id_prod', passwordVariable: 'CLEW_PROD' },
    knownHostsFile: '/srv/keys/hosts',
  },
  system: {
    name: 'etcd',
    source: {
      from: 'download',
      url: 'https://me:hunter2@mirror.corp/a/etcd.tgz?sig=SECRETSIG',
      sha256: 'a'.repeat(64),
    },
  },
  seed: 1,
});

const scrub = new Scrub({ secrets: secretsOf([plan], ['/home/op/data']), showsPlaces: false });
const placed = new Scrub({ secrets: secretsOf([plan], ['/home/op/data']), showsPlaces: true });

describe('a text that leaves', () => {
  it.each([
    ['dial tcp 10.0.0.2:2379: connection refused', 'dial tcp n2: connection refused'],
    ['peer http://10.0.0.2:2380/raft is down', 'peer http://n2/raft is down'],
    ['deployer@db1.internal.corp:2222: no', 'n1: no'],
    ['on DB1 the disk is full', 'on n1 the disk is full'],
    ['db1.other.corp answers', 'n1 answers'],
    ['[fe80::3]:2379 and fe80::3 and fe80::4%eth0', 'n3 and n3 and [address]'],
    ['172.16.0.9 at 02:42:ac:11:00:02', '[address] at [address]'],
    ['open /srv/keys/id_prod: denied', 'open [path]: denied'],
    ['id_prod is no key', '[path] is no key'],
    ['/home/op/data/cache/x and /etc/passwd', '[path]/cache/x and [path]'],
    ['password of CLEW_PROD: not set', 'password of [variable]: not set'],
    ['Get "https://me:hunter2@mirror.corp/a/etcd.tgz?sig=SECRETSIG": EOF', 'Get "[address]": EOF'],
    ['hunter2 and SECRETSIG of mirror.corp', '[secret] and [secret] of [address]'],
    ['ssh -p 2222 to deployer', 'ssh -p [port] to [user]'],
    ['/var/lib/clew/etcd and /usr/bin/etcd stay', '/var/lib/clew/etcd and /usr/bin/etcd stay'],
  ])('%s', (text, shown) => {
    expect(scrub.text(text)).toBe(shown);
  });

  it.each([
    'All 2,222 operations fit one order',
    'n1 answered 3 at 12:34:56 and 1:02:03.5, but every order has 4',
    'n1 said "1" <soon>; the bid of 3',
    'std::vector<a> and/or 3/4; etcd 3.4.23+dfsg-1, Consul 1.8.7',
    '2026-11-30 09:14:20.123 I | etcdserver: published {Name:n1} to cluster 8925027824743593106',
    'Valid, but weak: no write succeeded during any of 3 partitions.',
  ])('keeps what names nobody: %s', (text) => {
    expect(scrub.text(text)).toBe(text);
  });

  it('with places keeps addresses, users and paths, and never what gives access', () => {
    expect(placed.text('deployer@10.0.0.2 cannot read /opt/x; key /srv/keys/id_prod, CLEW_PROD')).toBe(
      'deployer@10.0.0.2 cannot read /opt/x; key [path], [variable]',
    );
    expect(placed.text('GET https://me:hunter2@mirror.corp/a?sig=SECRETSIG')).toBe('GET https://mirror.corp/a?…');
  });

  it('is searched in any JSON, keys and all', () => {
    expect(scrub.json({ '10.0.0.2': ['fe80::3', 4, null, { at: '/root/x' }] })).toEqual({
      n2: ['n3', 4, null, { at: '[path]' }],
    });
  });

  it('holds no part of the plan, whatever surrounds it', () => {
    const parts = [
      '10.0.0.2',
      'db1.internal.corp',
      '/srv/keys/id_prod',
      'CLEW_PROD',
      '/srv/keys/hosts',
      'hunter2',
      'SECRETSIG',
    ];
    const around = fc.constantFrom(
      '',
      ' ',
      '"',
      "'",
      '(',
      ')',
      ':',
      ';',
      ',',
      '\n',
      '\t',
      '[',
      ']',
      '{',
      '=',
      '\\"',
      '\u001b[31m',
      '…',
    );
    const text = fc.tuple(around, fc.constantFrom(...parts), around, fc.constantFrom(...parts), around);
    fc.assert(
      fc.property(text, (pieces) => {
        const shown = scrub.text(pieces.join(''));
        const [, a = '', between, b = ''] = pieces;
        // Two that run into each other are one, which is nobody's: 10.0.0.210.0.0.2.
        if (between === '') return;
        for (const part of [a, b]) expect(shown).not.toContain(part);
      }),
      { numRuns: 2000 },
    );
  });
});
