/** What each shell is told to ask us for candidates; nothing that was typed or offered is ever evaluated. */
export const scripts = {
  bash: String.raw`# bash completion of k8sdoctor: source <(k8sdoctor completion bash)
__k8sdoctor() {
  local IFS=$' \t\n' line="${'$'}{COMP_LINE:0:COMP_POINT}" prefix="" directive="" program cur sign part value
  local -a words
  read -a words <<<"$line"
  if [[ $line == *[[:space:]] ]]; then words+=(""); fi
  program="${'$'}{words[0]/#\~/$HOME}"
  cur="${'$'}{words[${'$'}{#words[@]}-1]}"
  # bash takes = and : for the end of a word, and puts a candidate behind them
  for sign in = :; do
    if [[ $COMP_WORDBREAKS == *"$sign"* && $cur == *"$sign"* ]]; then
      part="${'$'}{cur%"${'$'}{cur##*"$sign"}"}"
      if ((${'$'}{#part} > ${'$'}{#prefix})); then prefix="$part"; fi
    fi
  done
  COMPREPLY=()
  while IFS=$'\t' read -r value part; do
    if [[ $value == :* ]]; then
      directive="$value"
    else
      printf -v value '%q' "${'$'}{value#"$prefix"}"
      COMPREPLY+=("$value")
    fi
  done < <("$program" __complete "${'$'}{words[@]:1}" </dev/null 2>/dev/null)
  case "$directive" in
    :0) part=-f ;;
    :16) part=-d ;;
    *) return 0 ;;
  esac
  while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$part" -- "${'$'}{cur#"$prefix"}")
  if type compopt &>/dev/null; then compopt -o filenames; fi
}
complete -F __k8sdoctor k8sdoctor kubectl-k8sdoctor
`,
  zsh: String.raw`#compdef k8sdoctor kubectl-k8sdoctor
# zsh completion of k8sdoctor: source <(k8sdoctor completion zsh), or a file _k8sdoctor in your $fpath
_k8sdoctor() {
  local -a lines described
  local line directive program="${'$'}{${'$'}{(Q)words[1]}/#\~/$HOME}"
  lines=("${'$'}{(@f)$("$program" __complete "${'$'}{(@Q)words[2,CURRENT-1]}" "${'$'}{(Q)PREFIX}" </dev/null 2>/dev/null)}")
  directive="${'$'}{lines[-1]}"
  lines[-1]=()
  case "$directive" in
    :0) _files; return ;;
    :16) _files -/; return ;;
  esac
  for line in "${'$'}{lines[@]}"; do
    if [[ "$line" == *$'\t'* ]]; then
      described+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}")
    else
      described+=("${'$'}{line//:/\\:}")
    fi
  done
  _describe k8sdoctor described
}
if [[ "$funcstack[1]" == _k8sdoctor ]]; then _k8sdoctor "$@"; else compdef _k8sdoctor k8sdoctor kubectl-k8sdoctor; fi
`,
  fish: String.raw`# fish completion of k8sdoctor: k8sdoctor completion fish | source
function __k8sdoctor
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command $words[1] __complete $words[2..-1] "$current" </dev/null 2>/dev/null)
    switch "$lines[-1]"
        case ':0'
            __fish_complete_path "$current"
        case ':16'
            __fish_complete_directories "$current" ''
        case '*'
            if set -q lines[2]
                printf '%s\n' $lines[1..-2]
            end
    end
end
for name in k8sdoctor kubectl-k8sdoctor
    complete -c $name -e
    complete -c $name -f -a '(__k8sdoctor)'
end
`,
  kubectl: `#!/bin/sh
# completion of \`kubectl k8sdoctor\`: an executable kubectl_complete-k8sdoctor in your PATH, which kubectl calls
exec kubectl-k8sdoctor __complete "$@"
`,
} as const;

/** A shell that can complete our command line; `kubectl` for the plugin below kubectl's own completion. */
export type Shell = keyof typeof scripts;
