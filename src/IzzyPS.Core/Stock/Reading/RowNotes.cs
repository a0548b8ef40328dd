using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>The notes about one row while it is read. The object is reused for each row.</summary>
internal sealed class RowNotes
{
    private const int LongestRawValue = 200;
    private const string LeftOut = "The value is left out; a listed car keeps the value last sent.";

    private List<FieldFault>? _faults;
    private Vehicle? _vehicle;

    /// <param name="isStrict">Whether an optional value that can't be read rejects the row.</param>
    public RowNotes(bool isStrict) => IsStrict = isStrict;

    /// <summary>Whether an optional value that can't be read rejects the row.</summary>
    public bool IsStrict { get; }

    /// <summary>The faults of the row, or null.</summary>
    public ref List<FieldFault>? Faults => ref _faults;

    /// <summary>The meaning of the partner's word for the body, where the API has no value for it.</summary>
    public WordTrait Trait { get; private set; }

    /// <summary>The partner's word for the body, where <see cref="Trait"/> is set.</summary>
    public string? BodyWord { get; private set; }

    public void Clear()
    {
        _faults = null;
        _vehicle = null;
        Trait = WordTrait.None;
        BodyWord = null;
    }

    /// <summary>Names the vehicle that the values of the row are set on from now on.</summary>
    public void Begin(Vehicle vehicle) => _vehicle = vehicle;

    public void NoteBody(WordTrait trait, ReadOnlySpan<char> word)
    {
        Trait = trait;
        BodyWord = trait == WordTrait.Coupe ? PlainText.ToVisible(word, LongestRawValue) : null;
    }

    /// <summary>
    /// Notes a value that can't be read. A required value is a fault of the row. An optional value does not cost the car its listing: the field is
    /// unknown, and the vehicle has a warning.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="code">The code of the fault, or of the warning.</param>
    /// <param name="raw">The value as it was written.</param>
    /// <param name="isWrong">What is wrong and what would be accepted. In the message, this text follows the field and the value.</param>
    public void AddFault(VehicleField field, string code, ReadOnlySpan<char> raw, string isWrong)
    {
        var shown = PlainText.ToVisible(raw, LongestRawValue);
        if (IsStrict || !field.IsOptional || _vehicle is null)
            AddFault(new FieldFault(field, code, shown, $"{field.CsvName} '{shown}' {isWrong}."));
        else
            WarnUnknown(field, code, $"{field.CsvName} '{shown}' {isWrong}. {LeftOut}");
    }

    /// <summary>Notes that an optional value is left out because of a fault that was found after the row was read.</summary>
    public void WarnLeftOut(VehicleField field, FieldFault fault) => WarnUnknown(field, fault.Code, $"{fault.Message} {LeftOut}");

    /// <summary>Notes a value that stands for nothing, such as 1899-12-30. The field is unknown, whether or not the profile is strict.</summary>
    public void WarnNotGiven(VehicleField field, string code, ReadOnlySpan<char> raw, string why) =>
        WarnUnknown(field, code, $"{field.CsvName} '{PlainText.ToVisible(raw, LongestRawValue)}' {why}, so it is not given.");

    /// <summary>Notes that a value was read although it is doubtful.</summary>
    public void Warn(VehicleField field, string code, ReadOnlySpan<char> raw, string doubt) =>
        _vehicle!.Warn(code, field, $"{field.CsvName} '{PlainText.ToVisible(raw, LongestRawValue)}' {doubt}.");

    private void WarnUnknown(VehicleField field, string code, string message)
    {
        _vehicle!.Warn(code, field, message);
        _vehicle.MarkUnknown(FieldSet.From(field));
    }

    public void AddFault(FieldFault fault) => (_faults ??= []).Add(fault);

    public void AddNotANumber(VehicleField field, ReadOnlySpan<char> raw, MeasureFlaw flaw, string accepted)
    {
        var (code, isWrong) = flaw switch
        {
            MeasureFlaw.Ambiguous when field.Name == nameof(Vehicle.CubicCapacity) =>
                ("AmbiguousNumber", $"can be read in two ways, as cm³ and as litres; accepted: {accepted}, or set decimalMark or the unit l in the partner's profile"),
            MeasureFlaw.Ambiguous => ("AmbiguousNumber", $"can be read in two ways; accepted: {accepted}, or set decimalMark in the partner's profile"),
            MeasureFlaw.OtherCurrency => ("OtherCurrency", $"is in another currency; accepted: {accepted}"),
            MeasureFlaw.Litres => ("CapacityInLitres", "is in litres; accepted: cm³, such as 1598, or set the unit l in the partner's profile"),
            _ => ("NotANumber", $"is not a number; accepted: {accepted}"),
        };
        AddFault(field, code, raw, isWrong);
    }
}
