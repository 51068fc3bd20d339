import { t } from '../i18n/index.ts';
import { announce } from './announce.ts';

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  announce(t().app.copied);
}
