/** A line of a stack trace as one language prints it: its place, and whether that is the language's own code or a library's. */
interface Frames {
  frame: RegExp;
  foreign: RegExp;
  /** Which frame is nearest to the error. */
  nearest: 'first' | 'last';
}

const TRACES: Frames[] = [
  {
    frame: /^\s*File "([^"]+)", line (\d+)/, // Python
    foreign: /site-packages|dist-packages|\/lib\/python|^<|\/usr\/local\/bin\//,
    nearest: 'last',
  },
  {
    frame: /^\s+(\/\S+\.go):(\d+)/, // Go
    foreign: /\/go\/src\/|\/libexec\/|\/pkg\/mod\/|\/vendor\//,
    nearest: 'first',
  },
  {
    frame: /^\s+at .*?\(?(?:file:\/\/)?(\/[^\s():]+\.[cm]?[jt]sx?):(\d+):\d+\)?(?: \{)?$/, // Node
    foreign: /node_modules/,
    nearest: 'first',
  },
  {
    frame: /^\s+at (?:[\w./@]+\/)?([\w.$<>]+\([\w$]+\.(?:java|kt|scala|groovy)):(\d+)\)/, // Java
    foreign:
      /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|groovy|liquibase|org\.(?:springframework|apache|hibernate|flywaydb|postgresql|eclipse|jboss)|io\.(?:netty|micronaut|quarkus)|com\.(?:zaxxer|mysql|fasterxml))\./,
    nearest: 'first',
  },
  {
    frame: /^\s+at .+ in (\/\S+|[A-Z]:\\\S+):line (\d+)$/, // .NET
    foreign: /^\/_\//,
    nearest: 'first',
  },
];

const HEAD =
  /^(?:Caused by:|panic:|Exception in|Unhandled exception|Traceback|(?:[\w$]+\.)*[A-Z]?\w*(?:Error|Exception)\b)/;
/** A trace further from the end than this is one that the program outlived. */
const AT_THE_END = 100;

/** What each head of a trace is followed by, the last first. */
function traces(lines: string[]): string[][] {
  const all: string[][] = [[]];
  for (const line of lines.slice(-AT_THE_END)) {
    if (HEAD.test(line)) all.unshift([]);
    all[0]?.push(line);
  }
  return all;
}

function placeIn(lines: string[], { frame, foreign, nearest }: Frames): string | undefined {
  const places = lines.flatMap((line) => {
    const [, file, number] = frame.exec(line) ?? [];
    if (!file || !number || foreign.test(file)) return [];
    return file.includes('(') ? `${file}:${number})` : `${file}:${number}`;
  });
  return places.at(nearest === 'last' ? -1 : 0);
}

/** The line of the program's own code that the last stack trace of its log leads to, `/app/main.py:9`; null when there is none. */
export function placeInCode(lines: string[]): string | null {
  for (const trace of traces(lines)) {
    const place = TRACES.map((language) => placeIn(trace, language)).find(Boolean);
    if (place) return place;
  }
  return null;
}
