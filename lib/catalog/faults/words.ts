/** A fault in words: the same on the timeline, on the map, in lists and in reports. */
import { counted } from '../../base/words';
import { linksWords } from '../../nemesis/disturbance';
import type { FaultEffect } from '../../nemesis/effect';
import type { FaultWindow } from '../../nemesis/windows';
import { wordsOf } from './appearance';
import { cutLabel, cutWords, shortCutLabel } from './cut-words';

/** `n2 n3 | n1`, as `cutLabel` has it; `n3 n4` of those that were paused or killed. */
export function effectNodes(effect: FaultEffect, nodes: readonly string[]): string {
  const { links, nodes: hit = [], disturbed } = effect;
  if (disturbed) return disturbedWords(effect, nodes);
  return links ? cutLabel(links, nodes) : hit.join(' ');
}

/** `cut n2 n3 | n1`, `paused n3 by hand`, `being killed` */
export function faultLabel({ fault, effect, madeAt, by }: FaultWindow, nodes: readonly string[]): string {
  const words = wordsOf(fault);
  if (effect?.disturbed) return disturbedWords(effect, nodes) + handWords(by);
  if (effect) return `${words.made} ${effectNodes(effect, nodes)}${handWords(by)}`;
  return (madeAt === undefined ? words.making : words.noun) + handWords(by);
}

/** ` by hand`, or nothing. */
function handWords(by: string | undefined): string {
  return by === undefined ? '' : ' by hand';
}

/** The longest first, to choose from by the room there is: both sides, at least who is cut off, at least what it is. */
export function faultLabels(window: FaultWindow, nodes: readonly string[]): readonly string[] {
  const { by, ...unattributed } = window;
  const labels = ownLabels(unattributed, nodes);
  return by === undefined ? labels : [...labels.map((label) => label + handWords(by)), ...labels];
}

function ownLabels(window: FaultWindow, nodes: readonly string[]): readonly string[] {
  const { effect, fault } = window;
  const label = faultLabel(window, nodes);
  if (!effect) return [label];
  const { made } = wordsOf(fault);
  if (effect.disturbed) return [label, effect.how ?? made, made];
  if (!effect.links) return [label, made];
  return [label, `${made} ${shortCutLabel(effect.links, nodes)}`, made];
}

/** `n1, n4 cut off from n2, n3, n5`, `n3 paused by hand`; of a fault that is being made, `the network is being cut`. */
export function windowWords(window: FaultWindow, nodes: readonly string[]): string {
  return wordsOfEffect(window, nodes) + handWords(window.by);
}

function wordsOfEffect({ fault, effect, madeAt }: FaultWindow, nodes: readonly string[]): string {
  const { object, making, made, noun } = wordsOf(fault);
  if (effect?.links) return cutWords(effect.links, nodes);
  if (effect?.nodes) return `${effect.nodes.join(', ')} ${made}`;
  if (effect?.disturbed) return disturbedWords(effect, nodes);
  return madeAt === undefined ? `${object} is ${making}` : noun;
}

/** `packets to and from n1 delayed by 100 ms` */
export function disturbedWords({ disturbed = {}, how = 'disturbed' }: FaultEffect, nodes: readonly string[]): string {
  return `${linksWords(disturbed, nodes)} ${how}`;
}

/** `2 network cuts`, `1 pause, 2 kills`, `0 faults` */
export function countedFaults(windows: readonly FaultWindow[]): string {
  if (windows.length === 0) return counted(0, 'fault');
  const counts = new Map<string, number>();
  for (const { fault } of windows) {
    const title = wordsOf(fault).title.toLowerCase();
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts].map(([title, count]) => counted(count, title)).join(', ');
}
