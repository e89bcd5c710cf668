/** Made into Constants.class by: javac -g:none Constants.java */
class Constants {
    static final String FIRST_KEY = "the first value";
    static final long NUMBER = 5_000_000_000L;
    static String secondKey = "the second value";
    String third = "the third value";
    static String fourth = System.getProperty("no value");
}
