## Spelling

spelling-hint = Spelling language; this key goes to the next misspelled word
spelling-language = Spelling
spelling-detect = Detect the language
spelling-detect-found = Detect: { $language }
spelling-off = Do not check spelling
spelling-is-off = Spelling off
spelling-none = No dictionary
spelling-looking = Spelling
spelling-no-suggestions = No suggestions
spelling-add = Add to my words
spelling-ignore = Ignore in this message
keys-spelling = Next misspelled word
settings-spelling-words = Check spelling as you type, with the installed dictionaries
settings-spelling-on = Mark misspelled words
settings-spelling-off = Do not mark them
settings-own-words = Your own words, which are never marked as misspelled

problem-no-dictionary = There is no dictionary for { $language }.
problem-no-dictionaries = No dictionary is installed, so spelling is not checked.
problem-dictionary-damaged = The dictionary cannot be used.
problem-no-word = “{ $word }” is not one word.
problem-many-words = You already have { $count } words of your own, which is the most there can be.
advice-dictionaries = “postroom spelling --languages” lists those that are installed.
advice-dictionary-damaged = Install it again, or choose another language.
advice-dictionary-package = Install one with the packages of your system, such as hunspell-en-us, hunspell-de-de or hunspell-fr, or put its two files (en_US.aff and en_US.dic) into { $folder }.
advice-dictionary-folder = Put the two files of one (en_US.aff and en_US.dic) into { $folder }. LibreOffice’s are used where it is installed.

cli-not-a-language = “{ $text }” is not the name of a language, such as en_US or de.
cli-spelling-added = { $word } is one of your words now.
cli-spelling-removed = { $word } is not one of your words any more.
cli-spelling-not-own = { $word } is not one of your words.
cli-spelling-on = The window marks misspelled words.
cli-spelling-off = The window does not mark misspelled words.
