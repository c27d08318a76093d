/** Words as they are compared: `CrashLoopBackOff`, `crash loop back off` and `crash-loop-back-off` are the same. */
export const plain = (words: string): string => words.toLowerCase().replaceAll(/[^\p{L}\p{N}<>*]+/gu, '');

/** Words with one blank around each, for looking one up within a message. */
export const spaced = (words: string): string =>
  ` ${words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(/(?<=\p{Script=Han}) ?(?=[a-z0-9])|(?<=[a-z0-9]) ?(?=\p{Script=Han})/gu, ' ')
    .trim()} `;

const EXIT =
  /^(?:init)?(?:containers?)?(?:terminated|exited)?(?:with)?(?:exit(?:ed)?(?:status|code)*|(?:return)?code|rc|退出状态码|退出码|退出代码|退出状态|状态码|返回码|错误码)(?:is|为|是)?(\d{1,3})(?:的?含义)?$/;
const BARE = /^(\d{1,3})$/;
const SIGNAL = /^(?:init)?(?:signal|信号|sig|kill)(\d{1,2})$/;

/** What people put around the word they ask about. */
const AROUND =
  /^(?:what is|what does|why|pod|pods|container|event|reason|status|condition|error|state|phase|taint|事件|状态|原因|污点|什么是|为什么|容器)[\s:：]+|(?:[\s]+(?:mean|error|event|reason|status|condition|state|phase))$|(?:是什么意思|是什么原因|什么意思|是什么|怎么办|怎么解决|怎么排查|如何排查|如何解决|怎么回事|怎么处理|为什么)$|[?？!！。]+$/gi;

/** The key of one word of an entry: an exit code may be written as its bare number. */
export function keysOfWord(word: string): string[] {
  const range = /^(.*?)(\d+)\.\.(\d+)$/.exec(word);
  if (!range) return [/^\d{1,3}$/.test(word) ? `exitcode${word}` : plain(word)];
  const [, before = '', from, to] = range;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => plain(`${before}${Number(from) + i}`));
}

/** The keys a question may stand for, the most literal first. */
export function keysOfQuery(query: string): string[] {
  const whole = query.trim();
  const bare = whole.replaceAll(AROUND, '').replaceAll(AROUND, '').trim();
  const forms = [whole, bare].flatMap((form) => {
    const word = plain(form);
    const [, exit] = BARE.exec(form) ?? EXIT.exec(word) ?? [];
    const [, signal] = SIGNAL.exec(word) ?? [];
    return [
      ...(exit ? [`exitcode${Number(exit)}`] : []),
      ...(signal ? [`signal${Number(signal)}`] : []),
      word,
      plain(form.replace(/:(?:NoSchedule|NoExecute|PreferNoSchedule)$/i, '')), // a taint with its effect
      plain(form.replace(/^Init:/i, '')), // STATUS of a pod whose init container is in that state
      plain(form.replace(/^Init:\d+\/\d+$/i, 'Init:N/M')),
    ];
  });
  return [...new Set(forms)].filter(Boolean);
}

const CHINESE = /\p{Script=Han}/u;

/** Whether a key says enough to be looked for within a message: a name of several parts, not a word of everyday English. */
export const isTelling = (word: string, query: string): boolean => {
  if (CHINESE.test(word)) return word.length >= 3;
  if (word.length < 5) return /^[A-Z]{3,}$/.test(word);
  return /[a-z][A-Z]|[\s:/-]/.test(word) || CHINESE.test(query);
};

const EVERYDAY = new Set(
  'the and for with from that this not are was has have why how what does can cannot could you pod pods container kubernetes k8s node'.split(
    ' ',
  ),
);

/** The parts of a text that are compared when nothing fits as a whole: words, and pairs of Chinese characters. */
export function parts(text: string): Set<string> {
  const found = new Set<string>();
  const split = text.replaceAll(/([a-z0-9])(?=[A-Z])/g, '$1 ');
  for (const [word] of spaced(split).matchAll(/[\p{Script=Han}]+|[^\s\p{Script=Han}]+/gu)) {
    if (!CHINESE.test(word)) {
      if (word.length > 2 && !EVERYDAY.has(word)) found.add(word);
    } else for (let i = 0; i + 1 < word.length; i++) found.add(word.slice(i, i + 2));
  }
  return found;
}
