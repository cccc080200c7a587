## Les brouillons et leurs copies dans les dossiers de brouillons

draft-no-folder = Ce brouillon reste sur cet ordinateur seulement : { $mailbox } n’a pas de dossier de brouillons.
draft-no-right = Ce brouillon reste sur cet ordinateur seulement : vous ne pouvez pas déposer de brouillons dans { $folder } de { $mailbox }, ou pas les en retirer.
draft-not-stored = Ce brouillon reste sur cet ordinateur seulement : { $folder } de { $mailbox } ne l’a pas accepté.
draft-formatted = Un autre programme a écrit ce brouillon avec une mise en forme ou des images. Ici, c’est du texte brut ; l’original reste dans son dossier jusqu’à l’envoi.
draft-written-lately = { $who } a enregistré ce brouillon à { $time } et y écrit peut-être encore. Si vous continuez tous les deux, chacun garde son propre brouillon et en est averti.
draft-not-a-draft = Ce message se trouve dans { $folder }, qui n’est pas un dossier de brouillons. Répondez-y ou transférez-le plutôt.
draft-not-readable = Le brouillon dans { $folder } ne peut pas être ouvert : il est endommagé, ou a plus de fichiers ou de plus grands qu’un message ne peut en avoir.

draft-changed-elsewhere = { $who } a modifié entre-temps le brouillon « { $subject } » dans { $mailbox }. Le vôtre est gardé comme brouillon à part.
draft-changed-by-somebody = Quelqu’un a modifié entre-temps le brouillon « { $subject } » dans { $mailbox }. Le vôtre est gardé comme brouillon à part.
draft-gone-elsewhere = Quelqu’un a envoyé ou retiré entre-temps le brouillon « { $subject } » dans { $mailbox }. Le vôtre est gardé comme brouillon à part.
draft-being-sent = { $who } est en train d’envoyer le brouillon « { $subject } » dans { $mailbox }. Le vôtre est gardé comme brouillon à part.
draft-being-sent-by-somebody = Quelqu’un est en train d’envoyer le brouillon « { $subject } » dans { $mailbox }. Le vôtre est gardé comme brouillon à part.
draft-advice-changed = Regardez dans les brouillons et les messages envoyés avant d’envoyer le vôtre, et supprimez ce qui n’est pas utile.

draft-sent-by-other = { $who } envoie le même brouillon de { $mailbox }, ou l’a envoyé. Ce message n’a pas été envoyé.
draft-sent-by-somebody = Quelqu’un envoie le même brouillon de { $mailbox }, ou l’a envoyé. Ce message n’a pas été envoyé.
draft-sent-elsewhere = Le brouillon n’est plus dans { $mailbox } : quelqu’un l’a envoyé, modifié ou retiré entre-temps. Ce message n’a pas été envoyé.
draft-waits-for-check = Impossible de savoir si un collègue envoie le même brouillon de { $mailbox } pour l’instant.
draft-not-checked = Il n’a pas été possible de savoir si un collègue envoie le même brouillon de { $mailbox }. Ce message n’a pas été envoyé.
draft-advice-sent = Regardez dans les messages envoyés. Envoyez-le ensuite malgré tout, ou supprimez-le.
draft-no-promise = Rien n’empêchait un collègue d’envoyer aussi le même brouillon : le serveur de { $mailbox } ne peut pas marquer les brouillons.

cli-no-draft = Il n’y a pas de brouillon { $id }.
cli-draft-discarded = { $id } a été supprimé.

draft-kept-apart = Ce brouillon a été modifié, envoyé ou supprimé entre-temps ailleurs sur cet ordinateur. Ce qui est écrit ici est gardé comme brouillon à part.
draft-advice-kept-apart = Comparez les deux parmi vos brouillons et supprimez ce qui est inutile.
draft-changed-here = { $id } a été modifié entre-temps, peut-être dans une fenêtre où il est ouvert. Il est resté tel quel ; rien n’a été modifié.
draft-advice-changed-here = Regardez-le tel qu’il est maintenant et refaites la modification.

## Un brouillon dont la copie est enregistrée au moment de l’envoi
draft-being-stored = Le brouillon de ce message est en cours d’enregistrement dans son dossier de brouillons. Le message partira dès que ce sera fait.
