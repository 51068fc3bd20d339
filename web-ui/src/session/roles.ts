/** What a key may be made for; a person may be a guest too. */
export const ROLES = ['reader', 'recorder', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number] | 'guest';
