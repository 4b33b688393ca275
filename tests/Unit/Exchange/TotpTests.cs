using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class TotpTests
{
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // RFC 6238 appendix B: "12345678901234567890"

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long at, string code) =>
        Assert.Equal(code, Totp.CodeAt(Secret, DateTimeOffset.FromUnixTimeSeconds(at)));

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_code_counts_one_step_before_and_after_its_own(int seconds, bool counts)
    {
        var began = DateTimeOffset.FromUnixTimeSeconds(1111111110);

        Assert.Equal(counts ? 1111111110 / 30 : null,
            Totp.StepOf(Secret, Totp.CodeAt(Secret, began), began.AddSeconds(seconds)));
    }
}
