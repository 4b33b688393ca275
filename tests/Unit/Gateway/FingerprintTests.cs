using IntegrationHub.Gateway.Intake;
using Xunit;

namespace IntegrationHub.Unit.Gateway;

public sealed class FingerprintTests
{
    private const string Message =
        "MSH|^~\\&|HIS|H1|HUB|HUB|20260302090000||ADT^A08|M1|P|2.5.1|17|\rPID|1||P1||张^三\r";

    [Theory]
    [InlineData("20260302090000", "20260302100000")]
    [InlineData("20260302090000", "")]
    [InlineData("|17|", "|18|")]
    [InlineData("|17|", "||")]
    public void The_time_of_sending_and_the_sequence_number_make_no_difference(string from, string to) =>
        Assert.Equal(Fingerprint.Of(Message), Fingerprint.Of(Message.Replace(from, to, StringComparison.Ordinal)));

    [Theory]
    [InlineData("M1", "M2")]
    [InlineData("H1", "H2")]
    [InlineData("张", "王")]
    [InlineData("P|2.5.1", "P|2.5")]
    [InlineData("|17|", "|17|x")]
    [InlineData("PID|1", "PID|2")]
    public void Everything_else_does(string from, string to) =>
        Assert.NotEqual(Fingerprint.Of(Message), Fingerprint.Of(Message.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void Only_the_header_is_masked()
    {
        const string time = "EVN|A08|20260302090000\r";
        Assert.NotEqual(
            Fingerprint.Of(Message + time),
            Fingerprint.Of(Message + time.Replace("09", "10", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MSH")]
    [InlineData("MSH|")]
    [InlineData("no message")]
    [InlineData("MSH|^~\\&|HIS|H1|HUB|HUB|20260302")]
    public void Any_text_has_one(string text) => Assert.Equal(32, Fingerprint.Of(text).Length);
}
