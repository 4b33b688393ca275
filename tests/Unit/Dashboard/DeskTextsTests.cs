using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed partial class DeskTextsTests
{
    private static readonly DeskTexts Chinese = DeskTexts.Of("zh-CN");
    private static readonly DeskTexts English = DeskTexts.Of("en");

    [Fact]
    public void Both_languages_have_the_same_keys() =>
        Assert.Equal(Chinese.Keys.Order(StringComparer.Ordinal), English.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_fill_the_same_places()
    {
        var different = Chinese.Keys.Where(k => !Places(Chinese[k]).SequenceEqual(Places(English[k])));

        Assert.Empty(different);
    }

    [Fact]
    public void English_holds_no_Chinese_but_the_name_of_the_other_language()
    {
        var mixed = English.Keys.Where(k => Han().IsMatch(English[k]));

        Assert.Equal(["app.language", "app.language.title"], mixed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_word_of_a_fixed_list_has_a_text()
    {
        string[] keys =
        [
            .. Enum.GetNames<HubErrorCode>().Select(n => "error." + n),
            .. Enum.GetNames<ChannelState>().Select(n => "channelstate." + n),
            .. Enum.GetNames<Tier>().Select(n => "tier." + n),
            .. Enum.GetNames<Severity>().Select(n => "severity." + n),
            .. LedgerQuery.States.Select(s => "state." + s),
        ];

        Assert.Empty(keys.Except(Chinese.Keys));
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("ZH-cn", "zh-CN")]
    [InlineData("fr", "zh-CN")]
    [InlineData(null, "zh-CN")]
    public void An_unknown_language_gives_Chinese(string? asked, string given) =>
        Assert.Equal(given, DeskTexts.Of(asked).Language);

    [Theory]
    [InlineData(-3, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3_700, "1 h 1 min")]
    [InlineData(100_000, "1 d 3 h")]
    public void An_age_is_told_in_its_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, English.Age(seconds));

    private static IEnumerable<string> Places(string text) =>
        Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
