/** Tests of this package. In: made-up models; out: a verdict. */
