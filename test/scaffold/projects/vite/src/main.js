document.body.append('Draw');
