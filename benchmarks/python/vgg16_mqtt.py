#!/usr/bin/python3
"""VGG16 as a pipeline of four processes over an MQTT broker, as one would write it by hand: PyTorch, paho-mqtt, raw bytes.

The parts are cut behind pool3, pool4 and pool5; each runs in a process of its own with one thread, receives in one thread
and computes in another. `hyps bench pipeline vgg16.onnx --python` runs it beside our own pipeline on the same broker, with
the same weights and the same image, and every answer is compared with the undivided ONNX model's.

Reads commands from standard input, one a line, and answers each with one line:

    pipeline FRAMES IN_FLIGHT    -> median latency in ms, frames per second, number of frames in all
    whole FRAMES                 -> median latency in ms, frames per second, number of frames in all, of the undivided model

The pipeline is full when the first of FRAMES counts and when the last does: IN_FLIGHT frames go before, others follow.

Debian: python3-torch, python3-paho-mqtt, libopenblas0 (without it PyTorch takes Debian's reference BLAS, which is slower).
"""

import argparse
import multiprocessing
import os
import queue
import statistics
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy  # noqa: E402  (after the number of threads)
import paho.mqtt.client as mqtt  # noqa: E402
import torch  # noqa: E402

WIDTHS = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]
INPUT = (1, 3, 224, 224)
SHAPES = [INPUT, (1, 256, 28, 28), (1, 512, 14, 14), (1, 512, 7, 7)]
NUMBER_BYTES = 8
TOLERANCE = 1e-4


def block(widths, channels):
    layers = []
    for width in widths:
        layers += [torch.nn.Conv2d(channels, width, 3, padding=1), torch.nn.ReLU(inplace=True)]
        channels = width
    return layers + [torch.nn.MaxPool2d(2)]


def parts(weights):
    """The four parts, with the numbers of the file in the order of the layers: weights, then biases, float32."""
    channels = [3, 64, 128, 256, 512]
    blocks = [block(widths, first) for widths, first in zip(WIDTHS, channels)]
    classifier = [
        torch.nn.Flatten(),
        torch.nn.Linear(512 * 7 * 7, 4096),
        torch.nn.ReLU(inplace=True),
        torch.nn.Linear(4096, 4096),
        torch.nn.ReLU(inplace=True),
        torch.nn.Linear(4096, 1000),
    ]
    layers = [blocks[0] + blocks[1] + blocks[2], blocks[3], blocks[4], classifier]
    made = [torch.nn.Sequential(*part).eval() for part in layers]
    numbers = numpy.memmap(weights, dtype="<f4", mode="c")
    taken = 0
    with torch.no_grad():
        for parameter in (parameter for part in made for parameter in part.parameters()):
            values = numbers[taken : taken + parameter.numel()]
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
            taken += parameter.numel()
    if taken != numbers.size:
        sys.exit(f"{weights} has {numbers.size} numbers, VGG16 {taken}")
    return made


def connect(arguments, name, topic, arrived):
    client = mqtt.Client(client_id=f"hyps-python-{os.getpid()}-{name}", protocol=mqtt.MQTTv5)
    subscribed = queue.Queue()
    client.on_connect = lambda c, data, flags, code, properties: c.subscribe(topic, qos=1)
    client.on_subscribe = lambda *ignored: subscribed.put(True)
    client.on_message = lambda c, data, message: arrived(message.payload)
    client.connect(arguments.host, arguments.port)
    client.loop_start()
    subscribed.get(timeout=30)
    return client


def topic(run, part):
    return f"hyps-python/{run}/{part}"


def work(arguments, run, number, ready):
    torch.set_num_threads(1)
    model = parts(arguments.weights)[number]
    frames = queue.Queue()
    client = connect(arguments, f"part{number}", topic(run, number), frames.put)
    ready.put(number)
    with torch.inference_mode():
        while True:
            message = frames.get()
            data = numpy.frombuffer(message, dtype=numpy.float32, offset=NUMBER_BYTES).reshape(SHAPES[number])
            output = model(torch.from_numpy(data.copy())).numpy()
            client.publish(topic(run, number + 1), message[:NUMBER_BYTES] + output.tobytes(), qos=1)


def check(answer, expected):
    difference = numpy.abs(answer.reshape(-1) - expected).max()
    if difference > TOLERANCE * numpy.abs(expected).max():
        sys.exit(f"an answer of the Python pipeline differs from the whole model's by {difference}")


def pipeline(client, run, answers, image, expected, frames, in_flight):
    sent = {}
    latencies = []
    done = []
    total = in_flight + frames + in_flight - 1
    while len(done) < total:
        while len(sent) < in_flight and len(sent) + len(done) < total:
            number = len(sent) + len(done)
            sent[number] = time.perf_counter()
            client.publish(topic(run, 0), number.to_bytes(NUMBER_BYTES, "little") + image, qos=1)
        message = answers.get(timeout=120)
        done.append(time.perf_counter())
        latencies.append(done[-1] - sent.pop(int.from_bytes(message[:NUMBER_BYTES], "little")))
        check(numpy.frombuffer(message, dtype="<f4", offset=NUMBER_BYTES), expected)
    seconds = done[in_flight + frames - 1] - done[in_flight - 1]
    return statistics.median(latencies) * 1000, frames / seconds, total


def whole(model, image, expected, frames):
    times = []
    with torch.inference_mode():
        for _ in range(frames):
            start = time.perf_counter()
            answer = model(torch.from_numpy(image))
            times.append(time.perf_counter() - start)
            check(answer.numpy(), expected)
    return statistics.median(times) * 1000, frames / sum(times), frames


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--weights", required=True, help="all weights and biases, float32, in the order of the layers")
    parser.add_argument("--image", required=True, help="the input tensor, float32")
    parser.add_argument("--answer", required=True, help="what the whole model makes of it, float32")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    run = os.getpid()
    ready = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(arguments, run, number, ready), daemon=True) for number in range(4)
    ]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.get(timeout=120)
    answers = queue.Queue()
    client = connect(arguments, "sender", topic(run, 4), answers.put)
    image = numpy.fromfile(arguments.image, dtype="<f4").reshape(INPUT)
    expected = numpy.fromfile(arguments.answer, dtype="<f4")
    undivided = torch.nn.Sequential(*parts(arguments.weights))
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "pipeline":
            result = pipeline(client, run, answers, image.tobytes(), expected, int(words[1]), int(words[2]))
        else:
            result = whole(undivided, image, expected, int(words[1]))
        print(f"{result[0]:.3f} {result[1]:.4f} {result[2]}", flush=True)
    client.loop_stop()
    for worker in workers:
        worker.terminate()


if __name__ == "__main__":
    main()
