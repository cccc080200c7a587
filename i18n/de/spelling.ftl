## Rechtschreibung

spelling-hint = Sprache der Rechtschreibprüfung; diese Taste geht zum nächsten falsch geschriebenen Wort
spelling-language = Rechtschreibung
spelling-detect = Sprache erkennen
spelling-detect-found = Erkannt: { $language }
spelling-off = Rechtschreibung nicht prüfen
spelling-is-off = Ohne Prüfung
spelling-none = Kein Wörterbuch
spelling-looking = Rechtschreibung
spelling-no-suggestions = Keine Vorschläge
spelling-add = Zu meinen Wörtern hinzufügen
spelling-ignore = In dieser Nachricht ignorieren
keys-spelling = Nächstes falsch geschriebenes Wort
settings-spelling-words = Rechtschreibprüfung beim Schreiben, mit den installierten Wörterbüchern
settings-spelling-on = Falsch geschriebene Wörter markieren
settings-spelling-off = Nicht markieren
settings-own-words = Ihre eigenen Wörter, die nie als falsch markiert werden

problem-no-dictionary = Für { $language } gibt es kein Wörterbuch.
problem-no-dictionaries = Es ist kein Wörterbuch installiert, daher wird die Rechtschreibung nicht geprüft.
problem-dictionary-damaged = Das Wörterbuch lässt sich nicht verwenden.
problem-no-word = „{ $word }“ ist kein einzelnes Wort.
problem-many-words = Sie haben schon { $count } eigene Wörter; mehr sind nicht möglich.
advice-dictionaries = „postroom spelling --languages“ zeigt die installierten.
advice-dictionary-damaged = Installieren Sie es neu, oder wählen Sie eine andere Sprache.
advice-dictionary-package = Installieren Sie eines aus den Paketen Ihres Systems, etwa hunspell-en-us, hunspell-de-de oder hunspell-fr, oder legen Sie seine zwei Dateien (de_DE.aff und de_DE.dic) in { $folder }.
advice-dictionary-folder = Legen Sie die zwei Dateien eines Wörterbuchs (de_DE.aff und de_DE.dic) in { $folder }. Die von LibreOffice werden benutzt, wo es installiert ist.

cli-not-a-language = „{ $text }“ ist kein Name einer Sprache wie en_US oder de.
cli-spelling-added = { $word } ist jetzt eines Ihrer Wörter.
cli-spelling-removed = { $word } ist keines Ihrer Wörter mehr.
cli-spelling-not-own = { $word } ist keines Ihrer Wörter.
cli-spelling-on = Das Fenster markiert falsch geschriebene Wörter.
cli-spelling-off = Das Fenster markiert falsch geschriebene Wörter nicht.
