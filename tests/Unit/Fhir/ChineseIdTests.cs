using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class ChineseIdTests
{
    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("110105194912310021", false)] // check digit
    [InlineData("11010519491231002x", false)] // not normalised
    [InlineData("11010519491331002X", false)] // month 13
    [InlineData("99010519491231002X", false)] // no such province
    [InlineData("110105491231002", false)] // the 15 digits of before 1999
    [InlineData("", false)]
    [InlineData("１１０１０５１９４９１２３１００２Ｘ", false)] // full width
    public void A_resident_number_needs_province_birth_date_and_check_digit(string text, bool valid) =>
        Assert.Equal(valid, ChineseId.IsValidIdNumber(text));

    [Fact]
    public void A_resident_number_tells_birth_date_and_sex() =>
        Assert.Equal(
            (new DateOnly(1949, 12, 31), (bool?)false),
            (ChineseId.BirthDate("11010519491231002X"), ChineseId.IsMale("11010519491231002X")));

    [Fact]
    public void Every_single_wrong_digit_of_a_resident_number_is_found()
    {
        const string good = "11010519491231002X";
        for (var i = 0; i < 17; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var changed = good[..i] + digit + good[(i + 1)..];
                Assert.Equal(changed == good, ChineseId.IsValidIdNumber(changed));
            }
        }
    }

    [Theory]
    [InlineData("91350100M000100Y43", true)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100I000100Y43", false)] // I is not in the alphabet
    [InlineData("9135", false)]
    public void A_credit_code_needs_its_check_character(string text, bool valid) =>
        Assert.Equal(valid, ChineseId.IsValidCreditCode(text));

    [Theory]
    [InlineData("110105", true)]
    [InlineData("990105", false)]
    [InlineData("11010", false)]
    [InlineData("11010a", false)]
    public void A_division_is_six_digits_of_a_known_province(string text, bool valid) =>
        Assert.Equal(valid, ChineseId.IsDivisionCode(text));
}
