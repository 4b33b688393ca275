using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026", 4, "2026", "2026")]
    [InlineData("202603", 6, "2026-03", "202603")]
    [InlineData("20260302", 8, "2026-03-02", "20260302")]
    [InlineData("2026030209", 10, "2026-03-02T09:00:00+08:00", "2026030209+0800")]
    [InlineData("202603020930", 12, "2026-03-02T09:30:00+08:00", "202603020930+0800")]
    [InlineData("20260302093015", 14, "2026-03-02T09:30:15+08:00", "20260302093015+0800")]
    [InlineData("20260302093015.1", 15, "2026-03-02T09:30:15.1+08:00", "20260302093015.1+0800")]
    [InlineData("20260302093015.1234", 18, "2026-03-02T09:30:15.1234+08:00", "20260302093015.1234+0800")]
    [InlineData("20260302093015-0330", 14, "2026-03-02T09:30:15-03:30", "20260302093015-0330")]
    [InlineData("20240229", 8, "2024-02-29", "20240229")]
    [InlineData("20260302+0000", 8, "2026-03-02", "20260302")]
    public void A_moment_keeps_the_precision_it_was_written_in(string text, int digits, string fhir, string hl7)
    {
        var read = Hl7Timestamp.Read(text, Hl7Timestamp.China).Value;

        Assert.Equal(
            (digits, text.AsSpan().ContainsAny('+', '-'), fhir, hl7),
            (read.Digits, read.HasOffset, read.ToFhir(), read.ToString()));
    }

    [Theory]
    [InlineData("202")]
    [InlineData("20261")]
    [InlineData("20261302")]
    [InlineData("20260230")]
    [InlineData("20230229")]
    [InlineData("2026030224")]
    [InlineData("202603020960")]
    [InlineData("20260302093060")]
    [InlineData("20260302093015.")]
    [InlineData("20260302093015.12345")]
    [InlineData("202603020930.1")]
    [InlineData("20260302093015+8")]
    [InlineData("20260302093015+0860")]
    [InlineData("20260302093015+1500")]
    [InlineData("2026-03-02")]
    [InlineData("0000")]
    [InlineData("00010101000000+1400")]
    [InlineData("２０２６")]
    [InlineData(" 2026")]
    [InlineData("not a date at all, much too long for one")]
    public void What_is_no_moment_is_refused_without_repeating_it(string text) =>
        Assert.Equal(
            [new HubError(
                HubErrorCode.FieldMalformed,
                "The value is not a date and time written as YYYY[MM[DD[HH[MM[SS[.SSSS]]]]]][+/-ZZZZ].", "PID-7")],
            Hl7Timestamp.Read(MessageParserTests.Parse("MSH|^~\\&|A\rPID|||||||" + text)["PID-7"],
                Hl7Timestamp.China).Errors);

    [Fact]
    public void An_absent_moment_is_missing() =>
        Assert.Equal(
            [new HubError(HubErrorCode.FieldMissing, "A date is required and absent.", "PID-7.1")],
            Hl7Timestamp.Read(MessageParserTests.Parse("MSH|^~\\&|A\rPID|1")["PID-7.1"], Hl7Timestamp.China).Errors);

    [Fact]
    public void Reading_a_moment_does_not_allocate()
    {
        Hl7Timestamp.Read("20260302093015.123+0800", Hl7Timestamp.China);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = Hl7Timestamp.Read("20260302093015.123+0800", Hl7Timestamp.China).Value.Digits;

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
