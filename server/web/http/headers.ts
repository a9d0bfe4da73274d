/**
 * Headers of every answer, whoever gives it: a page loads nothing from elsewhere, runs no script that the server did not
 * mark for this one answer, cannot be framed or opened by another site, and sends no referrer, because its address may hold
 * the token of a link. What is no page may not load anything at all.
 */
import { randomBytes } from 'node:crypto';

export const commonHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    ...[
      'accelerometer',
      'browsing-topics',
      'camera',
      'display-capture',
      'geolocation',
      'gyroscope',
      'hid',
      'magnetometer',
    ],
    ...['microphone', 'midi', 'payment', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking'],
  ]
    .map((feature) => `${feature}=()`)
    .join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What a page may do. Next marks its scripts with the nonce of the policy that it finds in the headers of the request. */
export function pagePolicy(isDevelopment: boolean): string {
  const nonce = `'nonce-${randomBytes(16).toString('base64')}'`;
  return [
    "default-src 'self'",
    // Next's development server compiles in the browser, and puts its styles and its own notices into the page.
    `script-src 'self' ${nonce}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : nonce}`,
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
