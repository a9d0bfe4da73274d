/**
 * Headers of every answer: a page loads nothing from elsewhere, cannot be framed, and sends no referrer, because its
 * address may hold the token of a link.
 */
export function securityHeaders(isDevelopment: boolean): Readonly<Record<string, string>> {
  // Next starts its pages with inline scripts, and its development server compiles in the browser.
  const scripts = isDevelopment ? "'self' 'unsafe-inline' 'unsafe-eval'" : "'self' 'unsafe-inline'";
  return {
    'content-security-policy': [
      "default-src 'self'",
      `script-src ${scripts}`,
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  };
}
