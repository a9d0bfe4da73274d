/**
 * Numbers as Clojure reads them. Whole numbers are equal however they are written (`12`, `12N`, `0xC`, `014`, `2r1100`);
 * a double never equals a whole number, a decimal neither: `1`, `1.0` and `1M` are three values.
 */
import { spelled } from './edn-form';
import type { Json } from './json';

const whole = /^([+-]?)(?:(0|[1-9]\d*)|0[xX]([0-9a-fA-F]+)|0([0-7]+)|([1-9]\d?)[rR]([0-9a-zA-Z]+))N?$/;
const ratio = /^([+-]?)(\d+)\/(\d+)$/;
const double = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/;
const decimal = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?M$/;

/** Zeros that a decimal is written with; one of more is written with an exponent. */
const maxZeros = 20;

/** @returns undefined for a word that is no number */
export function readNumber(word: string): Json | undefined {
  if (!/^[+-]?\d/.test(word)) return undefined;
  return readWhole(word) ?? readRatio(word) ?? readDecimal(word) ?? readDouble(word);
}

function readWhole(word: string): Json | undefined {
  const match = whole.exec(word);
  if (!match) return undefined;
  const [, sign = '', plain, hexadecimal, octal, radix, digits = ''] = match;
  if (plain !== undefined) return wholeNumber(sign, BigInt(plain));
  if (hexadecimal !== undefined) return wholeNumber(sign, BigInt(`0x${hexadecimal}`));
  if (octal !== undefined) return wholeNumber(sign, BigInt(`0o${octal}`));
  const value = inRadix(digits, Number(radix));
  return value === undefined ? undefined : wholeNumber(sign, value);
}

function inRadix(digits: string, radix: number): bigint | undefined {
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (radix < 2 || radix > 36 || number >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(number);
  }
  return value;
}

/** Where a number would be rounded it is held as its text. */
function wholeNumber(sign: string, size: bigint): Json {
  const value = sign === '-' ? -size : size;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : spelled(`${value}N`);
}

/** In lowest terms: `2/4` is `1/2`, and `4/2` the whole number 2. */
function readRatio(word: string): Json | undefined {
  const [, sign = '', above = '', below = ''] = ratio.exec(word) ?? [];
  if (below === '' || BigInt(below) === 0n) return undefined;
  const divisor = greatestCommonDivisor(BigInt(above), BigInt(below));
  const [numerator, denominator] = [BigInt(above) / divisor, BigInt(below) / divisor];
  if (denominator === 1n) return wholeNumber(sign, numerator);
  return spelled(`${sign === '-' ? '-' : ''}${numerator}/${denominator}`);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** One whose value is whole is held as its text, for `1.0` is not 1. */
function readDouble(word: string): Json | undefined {
  if (!double.test(word)) return undefined;
  // 08 is neither an octal number nor a double.
  if (/^[+-]?0\d+$/.test(word)) return undefined;
  const number = Number(word);
  if (!Number.isFinite(number)) return spelled(number > 0 ? '##Inf' : '##-Inf');
  if (!Number.isInteger(number)) return number;
  const text = String(number === 0 ? 0 : number);
  return spelled(text.includes('e') ? text : `${text}.0`);
}

/** `1.50M` is `1.5M`. */
function readDecimal(word: string): Json | undefined {
  const match = decimal.exec(word);
  if (!match) return undefined;
  const [, sign = '', before = '', behind = '', exponent = '0'] = match;
  const digits = `${before}${behind}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return spelled('0M');
  const power = Number(exponent) - behind.length + digits.length - significant.length;
  return spelled(`${sign === '-' ? '-' : ''}${pointed(significant, power)}M`);
}

/** @param power of ten that the digits are multiplied by */
function pointed(digits: string, power: number): string {
  if (Math.abs(power) > maxZeros + digits.length) return `${digits}e${power}`;
  if (power >= 0) return digits + '0'.repeat(power);
  const padded = digits.padStart(1 - power, '0');
  return `${padded.slice(0, power)}.${padded.slice(power)}`;
}
