using IntegrationHub.Dashboard.Pages.Parts;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class Hl7TextTests
{
    [Fact]
    public void Each_segment_is_a_line_with_its_separators_apart()
    {
        var lines = Show("MSH|^~\\&|LIS\rPID|1||MR^^^A&B\r");

        Assert.Equal(["MSH<|><^><~><\\><&><|>LIS", "PID<|>1<|><|>MR<^><^><^>A<&>B"], lines);
    }

    [Fact]
    public void Separators_are_those_of_the_message() =>
        Assert.Equal(["MSH<#><!><~><\\><$><#>LIS", "PID<#>a|b<!>c"], Show("MSH#!~\\$#LIS\rPID#a|b!c"));

    [Theory]
    [InlineData("no message at all | really")]
    [InlineData("MSH")]
    [InlineData("MSH|")]
    [InlineData("MSH|||||||")]
    [InlineData("MSH|^^^^^^^^^^^^^^^^^^^^^^^^")]
    public void Any_text_can_be_shown(string text) =>
        Assert.Equal(text, string.Concat(Show(text)).Replace("<", "", StringComparison.Ordinal)
            .Replace(">", "", StringComparison.Ordinal));

    [Fact]
    public void Control_characters_are_seen() =>
        Assert.Equal(["a\u2400b\u241bc\u2426"], Show("a\0b\u001bc\u0085"));

    [Fact]
    public void Nothing_gives_no_line() => Assert.Empty(Show("\r\n\r"));

    private static IEnumerable<string> Show(string text) =>
        Hl7Text.Segments(text).Select(s => string.Concat(s.Select(p => p.IsSeparator ? $"<{p.Text}>" : p.Text)));
}
