/** Conditions as functions, by their CEL source. The build fills it with those of the playbooks that ship (translate.ts). */
export const translated: Record<string, (row: object) => unknown> = {};
