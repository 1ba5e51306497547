package io.hyps.planner.simulate;

/**
 * Which frames come.
 *
 * @param frames how many in all
 * @param inFlight the most under way at once; the next waits at the gateway
 * @param framesPerSecond how many come, in a Poisson process; 0 if the next comes as soon as it may be sent
 * @param seed of the arrivals and of the frames' shards; the same seed gives the same result
 */
public record Load(int frames, int inFlight, double framesPerSecond, long seed) {
    private static final int MOST_FRAMES = 100_000_000;
    private static final int MOST_IN_FLIGHT = 100_000;

    public Load {
        if (frames < 1 || frames > MOST_FRAMES) {
            throw new IllegalArgumentException("frames is " + frames + ": use 1 to " + MOST_FRAMES);
        }
        if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException("frames in flight is " + inFlight + ": use 1 to " + MOST_IN_FLIGHT);
        }
        if (!(framesPerSecond >= 0) || Double.isInfinite(framesPerSecond)) {
            throw new IllegalArgumentException("frames a second is " + framesPerSecond + ": use a number from 0");
        }
    }

    /** As many under way as may be, all the time. */
    public static Load saturating(int frames, int inFlight) {
        return new Load(frames, inFlight, 0, 1);
    }

    /** Frames that come by chance, so many a second. */
    public static Load arriving(int frames, double framesPerSecond, int inFlight) {
        return new Load(frames, inFlight, framesPerSecond, 1);
    }

    /** As many a second as said, by chance; 0 for as many as may be under way. */
    public static Load of(int frames, double framesPerSecond, int inFlight) {
        return new Load(frames, inFlight, framesPerSecond, 1);
    }

    /** The same frames, with more or fewer under way at once. */
    public Load withInFlight(int most) {
        return new Load(frames, most, framesPerSecond, seed);
    }
}
