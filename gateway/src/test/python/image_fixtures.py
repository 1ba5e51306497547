"""Makes the images in src/test/resources/images and what Pillow and numpy make of them, for ImageFixturesTest.

Run by hand from gateway/ with Python 3, Pillow and numpy (Debian: python3-pil, python3-numpy):

    python3 src/test/python/image_fixtures.py

The tests read cases.json only. What is written there was made with Pillow 9.4.0 and numpy 1.24.2.
"""

import base64
import json
import pathlib

import numpy as np
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).parent.parent / "resources" / "images"
WIDTH, HEIGHT = 20, 14
EXACT = 0.0
RESAMPLED = 1e-4  # of 255: float32 sums against Pillow's

cases = []


def picture(channels, seed=7):
    """Smooth, without symmetry, every level used: a shift or a wrong turn shows."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rng = np.random.default_rng(seed)
    planes = []
    for c in range(channels):
        wave = np.sin(x / (3 + c)) + np.cos(y / (2 + c)) + x * 0.05 + y * 0.11 * (c + 1)
        wave = (wave - wave.min()) / (wave.max() - wave.min()) * 240 + rng.uniform(0, 15, wave.shape)
        planes.append(np.floor(wave).astype(np.uint8))
    return np.dstack(planes) if channels > 1 else planes[0]


def save(image, name, **options):
    image.save(FOLDER / name, **options)
    return name


def exif(orientation):
    made = Image.Exif()
    made[0x0112] = orientation
    return made.tobytes()


def load(name, manifest):
    image = Image.open(FOLDER / name)
    if manifest.get("exif") != "ignore":
        image = ImageOps.exif_transpose(image)
    if image.mode == "P" or "A" in image.mode:
        rgba = image.convert("RGBA")
        black = Image.new("RGBA", rgba.size, (0, 0, 0, 255))
        image = Image.alpha_composite(black, rgba).convert("RGB")
    image = image.convert("L" if manifest["color"] == "grey" else "RGB")
    planes = [Image.fromarray(np.asarray(p, dtype=np.float32), mode="F") for p in image.split()]
    return planes[::-1] if manifest["color"] == "bgr" else planes


def resized(plane, manifest):
    size = manifest["width"], manifest["height"]
    mode = manifest.get("resize", "none")
    fill = float(manifest.get("fill", 0))
    if mode == "none":
        assert plane.size == size, (plane.size, size)
        return plane
    if mode == "stretch":
        return plane.resize(size, Image.BILINEAR)
    if mode == "cover":
        return ImageOps.fit(plane, size, Image.BILINEAR)
    small = ImageOps.contain(plane, size, Image.BILINEAR)
    canvas = Image.new("F", size, fill)
    canvas.paste(small, ((size[0] - small.width) // 2, (size[1] - small.height) // 2))
    return canvas


def tensor(name, manifest):
    planes = []
    for plane in load(name, manifest):
        values = np.asarray(resized(plane, manifest), dtype=np.float64)
        crop = manifest.get("crop")
        if crop:
            left = crop.get("left", (manifest["width"] - crop["width"]) // 2)
            top = crop.get("top", (manifest["height"] - crop["height"]) // 2)
            values = values[top : top + crop["height"], left : left + crop["width"]]
        padding = manifest.get("padding", {"top": 0, "bottom": 0, "left": 0, "right": 0})
        values = np.pad(
            values,
            ((padding["top"], padding["bottom"]), (padding["left"], padding["right"])),
            constant_values=manifest.get("fill", 0),
        )
        planes.append(values)
    values = np.stack(planes)[None]
    channels = values.shape[1]
    mean = np.array(manifest.get("mean", [0] * channels)).reshape(1, channels, 1, 1)
    std = np.array(manifest.get("std", [1] * channels)).reshape(1, channels, 1, 1)
    values = (values * manifest.get("scale", 1) - mean) / std
    if manifest.get("layout") == "nhwc":
        values = values.transpose(0, 2, 3, 1)
    kind = np.dtype(manifest.get("type", "float32"))
    if kind.kind in "iu":
        values = np.clip(np.rint(values), np.iinfo(kind).min, np.iinfo(kind).max)
    return np.ascontiguousarray(values.astype(kind.newbyteorder("<")))


def case(title, image, tolerance, **manifest):
    manifest = {"tensor": "input", **manifest}
    expected = tensor(image, manifest)
    cases.append(
        {
            "title": title,
            "image": image,
            "input": manifest,
            "shape": list(expected.shape),
            "tolerance": tolerance,
            "expected": base64.b64encode(expected.tobytes()).decode(),
        }
    )


def whole(title, image, tolerance=EXACT, color="rgb", size=(WIDTH, HEIGHT), **more):
    case(title, image, tolerance, width=size[0], height=size[1], color=color, type="uint8", **more)


def ycck(name):
    """A JPEG whose four channels are said to be YCCK: Pillow writes them as CMYK, the Adobe marker is changed."""
    rgb = Image.fromarray(picture(3))
    y, cb, cr = rgb.convert("YCbCr").split()
    black = Image.fromarray(np.full((HEIGHT, WIDTH), 200, np.uint8) + picture(1) // 8)
    # Pillow writes CMYK inverted, so what is stored is y, cb, cr, black
    stored = Image.merge("CMYK", [ImageOps.invert(p) for p in (y, cb, cr, black)])
    stored.save(FOLDER / name, quality=95)
    data = bytearray((FOLDER / name).read_bytes())
    adobe = data.index(b"Adobe")
    assert data[adobe + 11] == 0
    data[adobe + 11] = 2
    (FOLDER / name).write_bytes(data)
    return name


FOLDER.mkdir(parents=True, exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()

rgb = Image.fromarray(picture(3))
grey = Image.fromarray(picture(1))
rgba = Image.fromarray(picture(4))
palette = rgb.quantize(40)
transparent = palette.copy()
transparent.info["transparency"] = 3

# formats
photo = save(rgb, "rgb.png")
whole("PNG", photo)
whole("PNG, grey of colours", photo, color="grey")
whole("PNG with alpha", save(rgba, "rgba.png"))
whole("PNG, grey", save(grey, "grey.png"), color="grey")
whole("BMP, 24 bit", save(rgb, "rgb.bmp"))
whole("BMP, palette", save(palette, "palette.bmp"))
whole("BMP, grey", save(grey, "grey.bmp"), color="grey")
whole("BMP, 1 bit", save(grey.convert("1"), "bits.bmp"), color="grey")
whole("GIF", save(palette, "palette.gif"))
whole("GIF with a transparent colour", save(transparent, "transparent.gif", transparency=3))
whole("GIF, interlaced", save(palette, "interlaced.gif", interlace=1))
whole("GIF of two pictures", save(palette, "moving.gif", save_all=True, append_images=[palette.rotate(180)]))
whole("JPEG", save(rgb, "rgb.jpg", quality=95, subsampling=0), tolerance=1)
whole("JPEG, 4:2:0", save(rgb, "subsampled.jpg", quality=90, subsampling=2), tolerance=1)
whole("JPEG, progressive", save(rgb, "progressive.jpg", quality=90, progressive=True), tolerance=1)
whole("JPEG, grey", save(grey, "grey.jpg", quality=95), tolerance=1, color="grey")
whole("JPEG, CMYK", save(Image.fromarray(picture(4), mode="CMYK"), "cmyk.jpg", quality=95), tolerance=1)
whole("JPEG, YCCK", ycck("ycck.jpg"), tolerance=1)
whole("WebP, lossless", save(rgb, "lossless.webp", lossless=True))
whole("WebP, lossless with alpha", save(rgba, "alpha.webp", lossless=True, exact=True))
whole("WebP, lossy", save(rgb, "lossy.webp", quality=90), tolerance=20)
whole("WebP, lossy, grey of colours", "lossy.webp", color="grey", tolerance=2)

# EXIF orientations
for orientation in range(1, 9):
    size = (WIDTH, HEIGHT) if orientation < 5 else (HEIGHT, WIDTH)
    png = save(rgb, f"exif-{orientation}.png", exif=exif(orientation))
    whole(f"EXIF orientation {orientation} of a PNG", png, size=size)
    jpg = save(rgb, f"exif-{orientation}.jpg", quality=95, subsampling=0, exif=exif(orientation))
    whole(f"EXIF orientation {orientation} of a JPEG", jpg, size=size, tolerance=1)
webp = save(rgb, "exif-6.webp", lossless=True, exif=exif(6))
whole("EXIF orientation 6 of a WebP", webp, size=(HEIGHT, WIDTH))
whole("EXIF ignored", "exif-6.png", exif="ignore")
case("EXIF before resizing", "exif-8.png", RESAMPLED, width=7, height=9, color="rgb", resize="cover")

# what a manifest can say
case("stretch, smaller", photo, RESAMPLED, width=7, height=6, color="rgb", resize="stretch")
case("stretch, larger", photo, RESAMPLED, width=27, height=17, color="grey", resize="stretch")
case("stretch, one side larger", photo, RESAMPLED, width=8, height=21, color="grey", resize="stretch")
case("cover, cut at the sides", photo, RESAMPLED, width=8, height=8, color="rgb", resize="cover")
case("cover, cut above and below", photo, RESAMPLED, width=15, height=4, color="rgb", resize="cover")
case("cover, larger", photo, RESAMPLED, width=23, height=23, color="grey", resize="cover")
case("contain, bars above and below", photo, RESAMPLED, width=9, height=12, color="rgb", resize="contain")
case("contain, bars at the sides", photo, RESAMPLED, width=16, height=6, color="rgb", resize="contain", fill=114)
case("contain, larger", photo, RESAMPLED, width=24, height=24, color="grey", resize="contain")
case("crop of the middle", photo, EXACT, width=20, height=14, color="rgb", crop={"width": 5, "height": 7})
case(
    "crop of a place", photo, EXACT, width=20, height=14, color="rgb",
    crop={"width": 6, "height": 5, "left": 11, "top": 2},
)  # fmt: skip
case(
    "cover, then the middle of it", photo, RESAMPLED, width=12, height=12, color="rgb", resize="cover",
    crop={"width": 9, "height": 8},
)  # fmt: skip
case(
    "contain, crop and padding", photo, RESAMPLED, width=12, height=12, color="rgb", resize="contain", fill=50,
    crop={"width": 10, "height": 11, "left": 2, "top": 0}, padding={"top": 1, "bottom": 0, "left": 2, "right": 3},
)  # fmt: skip
imagenet = {"scale": 1 / 255, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
case("mean and std", photo, 1e-5, width=20, height=14, color="rgb", **imagenet)
case("BGR", photo, EXACT, width=20, height=14, color="bgr")
case("NHWC", photo, EXACT, width=20, height=14, color="rgb", layout="nhwc", type="uint8")
case(
    "NHWC, BGR, mean and std", photo, 2e-5, width=7, height=6, color="bgr", resize="stretch", layout="nhwc", **imagenet
)
case("NHWC, grey", photo, RESAMPLED, width=7, height=6, color="grey", resize="stretch", layout="nhwc")
case("uint8, resized", photo, 1, width=7, height=6, color="rgb", resize="stretch", type="uint8")
case("int8", photo, EXACT, width=20, height=14, color="rgb", type="int8", mean=[128, 128, 128])
case(
    "uint8 beyond its range", photo, EXACT, width=20, height=14, color="rgb", type="uint8",
    scale=3, mean=[100, 100, 100],
)  # fmt: skip
case("float16", photo, 2e-3, width=20, height=14, color="rgb", type="float16", **imagenet)
case("float16, small", photo, 1e-7, width=20, height=14, color="grey", type="float16", scale=1e-7)
case("float64", photo, RESAMPLED, width=7, height=6, color="grey", resize="stretch", type="float64")

lines = ",\n".join(json.dumps(c) for c in cases)
(FOLDER / "cases.json").write_text(f"[\n{lines}\n]\n")
print(len(cases), "cases,", sum(f.stat().st_size for f in FOLDER.iterdir()), "bytes")
