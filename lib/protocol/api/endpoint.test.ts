import { describe, expect, test } from 'vitest';
import { allEndpoints, endpoints } from './all-endpoints';
import { pathOf, readAnswer, readRefusal, refusalsOf } from './endpoint';
import { runFiles, sharedFiles } from './endpoints';

describe('the address of an endpoint', () => {
  test('has its parameters in their places, encoded', () => {
    expect(pathOf(endpoints.readRun, { id: 'abc' })).toBe('/api/runs/abc');
    expect(pathOf(runFiles.log, { id: 'a', node: 'n/1', file: 'etcd.log?x#y' })).toBe(
      '/api/runs/a/logs/n%2F1/etcd.log%3Fx%23y',
    );
    expect(pathOf(sharedFiles.jsonl, { token: '$&.run' })).toBe('/api/share/%24%26.run/history.jsonl');
  });

  test('is that of no other endpoint with the same method', () => {
    const addresses = allEndpoints.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

describe('an answer', () => {
  test('is what the schema reads, without what it does not name', () => {
    const link = { token: 't', showsPlaces: false, hasPassword: false };
    expect(readAnswer(endpoints.shareRun, JSON.stringify({ ...link, more: 1 }))).toEqual({ ok: true, value: link });
    expect(readAnswer(endpoints.unshareRun, '')).toEqual({ ok: true, value: undefined });
    expect(readAnswer(runFiles.txt, 'a log')).toEqual({ ok: true, value: 'a log' });
  });

  test('that does not fit is an error that names the field', () => {
    expect(readAnswer(endpoints.shareRun, '{"token":1}')).toMatchObject({
      ok: false,
      error: expect.stringContaining('token'),
    });
    expect(readAnswer(endpoints.listRuns, '{"runs":[{}]}')).toMatchObject({
      ok: false,
      error: expect.stringContaining('runs.0'),
    });
    expect(readAnswer(endpoints.shareRun, '<html>')).toMatchObject({
      ok: false,
      error: expect.stringContaining('no valid JSON'),
    });
  });
});

describe('a refusal', () => {
  test('is read with its issues; that of another program is none', () => {
    const text = '{"error":{"message":"no","issues":[{"path":"load","message":"is missing"}]}}';
    expect(readRefusal(text)).toEqual({ message: 'no', issues: [{ path: 'load', message: 'is missing' }] });
    for (const other of ['', '<html>502</html>', '{"error":"no"}', '{"message":"no"}', 'null']) {
      expect(readRefusal(other)).toBeUndefined();
    }
  });

  test('has a status that follows from access and body', () => {
    expect(refusalsOf(endpoints.listRuns)).toEqual([400, 401, 403, 421, 429, 500, 503]);
    expect(refusalsOf(endpoints.readSharedRun)).toEqual([400, 401, 403, 404, 421, 429, 500, 503]);
    expect(refusalsOf(endpoints.launchRun)).toEqual([400, 401, 403, 408, 413, 415, 421, 429, 500, 503]);
  });
});
