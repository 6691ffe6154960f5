/* Draws the picture of a film in the browser, which the server does not decode. Failing is silent. */
const LONG_SIDE = 1280;

const frame = (blob) =>
  new Promise((resolve, reject) => {
    const film = document.createElement("video");
    film.muted = film.playsInline = true;
    film.preload = "auto";
    film.onerror = () => reject(new Error("This browser does not play it."));
    film.onloadeddata = () => {
      // The very first frame is often black.
      film.currentTime = Math.min(1, (film.duration || 0) / 2);
    };
    film.onseeked = () => {
      const scale = Math.min(1, LONG_SIDE / Math.max(film.videoWidth, film.videoHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(film.videoWidth * scale);
      canvas.height = Math.round(film.videoHeight * scale);
      canvas.getContext("2d").drawImage(film, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(film.src);
      canvas.toBlob(resolve, "image/jpeg", 0.8);
    };
    film.src = URL.createObjectURL(blob);
  });

export const sendPoster = async (blob, address, token) => {
  try {
    const picture = await frame(blob);
    if (!picture) return false;
    const form = new FormData();
    form.append("poster", picture, "poster.jpg");
    form.append("csrfmiddlewaretoken", token);
    return (await fetch(address, { method: "POST", body: form })).ok;
  } catch {
    return false;
  }
};
