## Orthographe

spelling-hint = Langue de l’orthographe ; cette touche va au mot mal orthographié suivant
spelling-language = Orthographe
spelling-detect = Reconnaître la langue
spelling-detect-found = Reconnue : { $language }
spelling-off = Ne pas vérifier l’orthographe
spelling-is-off = Sans vérification
spelling-none = Aucun dictionnaire
spelling-looking = Orthographe
spelling-no-suggestions = Aucune suggestion
spelling-add = Ajouter à mes mots
spelling-ignore = Ignorer dans ce message
keys-spelling = Mot mal orthographié suivant
settings-spelling-words = Vérification de l’orthographe pendant la saisie, avec les dictionnaires installés
settings-spelling-on = Marquer les mots mal orthographiés
settings-spelling-off = Ne pas les marquer
settings-own-words = Vos propres mots, qui ne sont jamais marqués comme mal orthographiés

problem-no-dictionary = Il n’y a pas de dictionnaire pour { $language }.
problem-no-dictionaries = Aucun dictionnaire n’est installé, l’orthographe n’est donc pas vérifiée.
problem-dictionary-damaged = Le dictionnaire n’est pas utilisable.
problem-no-word = « { $word } » n’est pas un seul mot.
problem-many-words = Vous avez déjà { $count } mots personnels ; il ne peut pas y en avoir plus.
advice-dictionaries = « postroom spelling --languages » montre ceux qui sont installés.
advice-dictionary-damaged = Installez-le de nouveau, ou choisissez une autre langue.
advice-dictionary-package = Installez-en un avec les paquets de votre système, par exemple hunspell-en-us, hunspell-de-de ou hunspell-fr, ou placez ses deux fichiers (fr_FR.aff et fr_FR.dic) dans { $folder }.
advice-dictionary-folder = Placez les deux fichiers d’un dictionnaire (fr_FR.aff et fr_FR.dic) dans { $folder }. Ceux de LibreOffice servent s’il est installé.

cli-not-a-language = « { $text } » n’est pas le nom d’une langue, comme en_US ou fr.
cli-spelling-added = { $word } fait maintenant partie de vos mots.
cli-spelling-removed = { $word } ne fait plus partie de vos mots.
cli-spelling-not-own = { $word } ne fait pas partie de vos mots.
cli-spelling-on = La fenêtre marque les mots mal orthographiés.
cli-spelling-off = La fenêtre ne marque pas les mots mal orthographiés.
