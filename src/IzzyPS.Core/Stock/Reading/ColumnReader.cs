using System.Globalization;
using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Reads the values of one column and sets them on vehicles. One reader is made for each column of a file, by the field's kind.</summary>
internal abstract class ColumnReader
{
    private protected ColumnReader(VehicleField field) => Field = field;

    public VehicleField Field { get; }

    /// <summary>Makes the reader of a field's column; null for the fields of the key, which are read separately.</summary>
    /// <param name="field">The field.</param>
    /// <param name="options">How the file is read.</param>
    /// <param name="headerUnit">The unit that the column's header names; null where it names none.</param>
    public static ColumnReader? CreateFor(VehicleField field, StockReaderOptions options, FieldUnit? headerUnit = null) => (field.Kind, field) switch
    {
        (_, { Name: nameof(Vehicle.Vin) or nameof(Vehicle.ConfigurationNumber) }) => null,
        (_, { Name: nameof(Vehicle.Description) }) => new DescriptionReader((VehicleField<string>)field),
        (FieldKind.Text, VehicleField<string> text) => new TextReader(text),
        (FieldKind.Integer, VehicleField<int?> integer) => new IntegerReader(integer, CreateMeasures(field, options, headerUnit)),
        (FieldKind.Number or FieldKind.Money, VehicleField<decimal?> number) => new NumberReader(number, CreateMeasures(field, options, headerUnit)),
        (FieldKind.Date, VehicleField<DateOnly?> date) => new DateReader(date),
        (FieldKind.Location, _) => new LocationReader(field, options.LocationMap),
        (_, VehicleField<CarClass?> carClass) => new CarClassReader(carClass),
        (_, VehicleField<Category?> word) => new WordReader<Category>(word, options.Profile),
        (_, VehicleField<FuelType?> word) => new WordReader<FuelType>(word, options.Profile),
        (_, VehicleField<TransmissionType?> word) => new WordReader<TransmissionType>(word, options.Profile),
        (_, VehicleField<DriveWheels?> word) => new WordReader<DriveWheels>(word, options.Profile),
        (_, VehicleField<BodyType?> word) => new WordReader<BodyType>(word, options.Profile),
        _ => throw new InvalidOperationException($"There is no reader for {field.CsvName}."),
    };

    /// <summary>Reads a value and sets it on a vehicle.</summary>
    /// <param name="text">The value, without spaces around it, not empty.</param>
    /// <param name="vehicle">The vehicle that receives the value.</param>
    /// <param name="notes">The notes that receive the fault of a wrong value.</param>
    public abstract void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes);

    private static MeasureReader CreateMeasures(VehicleField field, StockReaderOptions options, FieldUnit? headerUnit) =>
        new(field, options.Profile.DecimalMark, headerUnit ?? options.Profile.Units.GetValueOrDefault(field.CsvName));

    private sealed class TextReader : ColumnReader
    {
        private readonly VehicleField<string> _field;
        private readonly bool _isName;
        private readonly SpanCache<(string? Value, LostLetter Lost)> _cache;

        public TextReader(VehicleField<string> field)
            : base(field)
        {
            _field = field;
            _isName = field.Name is nameof(Vehicle.Make) or nameof(Vehicle.Model) or nameof(Vehicle.Color);
            _cache = new(Clean);
        }

        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var (value, lost) = _cache.Get(text);
            if (DescribeLoss(lost) is var (code, isWrong))
            {
                notes.AddFault(Field, code, text, isWrong);
                return;
            }

            _field.Set(vehicle, value);
            if (lost == LostLetter.QuestionMark)
                notes.Warn(Field, WarningCode.QuestionMark, text, "has a question mark within a word, probably in place of a letter that was lost");
        }

        private (string? Value, LostLetter Lost) Clean(string text)
        {
            if (HtmlText.MayBeHtml(text))
                text = HtmlText.ToPlain(text);
            var clean = PlainText.Clean(text);
            return (clean.Length > 0 ? clean : null, _isName ? LostLetters.Find(text) : LostLetter.None);
        }

        private static (string Code, string IsWrong)? DescribeLoss(LostLetter lost) => lost switch
        {
            LostLetter.Replaced => (WarningCode.ReplacedLetter, "has a letter that was lost (U+FFFD); accepted: the text with all its letters. The file was saved in the wrong encoding"),
            LostLetter.Misread => (WarningCode.MisreadLetter, "has a sign in place of a letter, because a program read the text in the wrong encoding before it wrote the file; accepted: the text with its letters, such as Biały and not Bia³y"),
            LostLetter.Utf7 => (WarningCode.MisreadLetter, "has letters in UTF-7; accepted: the text with its letters. Save the file as UTF-8"),
            _ => null,
        };
    }

    private sealed class DescriptionReader(VehicleField<string> field) : ColumnReader(field)
    {
        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            if (HtmlText.MayBeHtml(text))
                text = HtmlText.ToPlain(new string(text));
            field.Set(vehicle, EquipmentText.Clean(text) is { Length: > 0 } clean ? clean : null);
            if (MisreadLetters.Contains(text))
                vehicle.Warn(WarningCode.MisreadLetter, Field, "The description has signs in place of letters: a program read the text in the wrong encoding before it wrote the file.");
            if (text.Contains('\uFFFD'))
                vehicle.Warn(WarningCode.ReplacedLetter, Field, "The description has letters that were lost (U+FFFD): the file was saved in the wrong encoding.");
        }
    }

    private sealed class IntegerReader(VehicleField<int?> field, MeasureReader measures) : ColumnReader(field)
    {
        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var flaw = measures.Read(text, out var value);
            if (flaw != MeasureFlaw.None)
                notes.AddNotANumber(Field, text, flaw, "a whole number, such as 150 or 150.00");
            else if (value.Scale > 0 || value is < int.MinValue or > int.MaxValue)
                notes.AddFault(Field, "NotAWholeNumber", text, "is not a whole number; accepted: a whole number, such as 150 or 150.00");
            else
                field.Set(vehicle, (int)value);
        }
    }

    private sealed class NumberReader(VehicleField<decimal?> field, MeasureReader measures) : ColumnReader(field)
    {
        private readonly bool _isMoney = field.Kind == FieldKind.Money;

        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var flaw = measures.Read(text, out var value);
            if (flaw != MeasureFlaw.None)
                notes.AddNotANumber(Field, text, flaw, _isMoney ? "a price in PLN, such as 109900 or 109 900,00 zł" : "a number, such as 1591 or 11,5");
            else
                field.Set(vehicle, _isMoney && value.Scale > 2 ? Prices.Round(value) : value);
            if (flaw == MeasureFlaw.None && measures.IsNet)
                notes.Warn(Field, WarningCode.NetPrice, text, "is said to be without VAT; it is listed as it is written");
        }
    }

    private sealed class DateReader(VehicleField<DateOnly?> field) : ColumnReader(field)
    {
        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var isDate = DateText.TryParse(text, out var day);
            if (isDate ? DateText.IsPlaceholder(day) : DateText.IsPlaceholder(text))
                notes.WarnNotGiven(Field, WarningCode.PlaceholderDate, text, "is what programs write for no date");
            else if (isDate)
                field.Set(vehicle, day);
            else
                notes.AddFault(Field, "NotADate", text, "is not a date; accepted: 2023-08-01 or 01.08.2023, with or without a time after it");
        }
    }

    private sealed class WordReader<TEnum> : ColumnReader
        where TEnum : struct, Enum
    {
        private readonly VehicleField<TEnum?> _field;
        private readonly WordList _words;
        private readonly SpanCache<(TEnum? Value, WordTrait Trait)> _cache;

        public WordReader(VehicleField<TEnum?> field, PartnerProfile profile)
            : base(field)
        {
            _field = field;
            _words = profile.GetWords(field);
            _cache = new(Find);
        }

        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var (value, trait) = _cache.Get(text);
            if (value is null)
            {
                notes.AddFault(Field, "UnknownWord", text, $"is not a word of the partner's profile; accepted: {_words.Accepted}");
                return;
            }

            _field.Set(vehicle, value);
            if (trait != WordTrait.None)
                notes.NoteBody(trait, text);
        }

        private (TEnum? Value, WordTrait Trait) Find(string word) =>
            _words.Find(word) is { } meaning ? (ApiWord<TEnum>.Parse(meaning.ApiWord), meaning.Trait) : (null, WordTrait.None);
    }

    /// <summary>Reads the car class. Partners put bodies into this column. Only the API's four words count; any other word counts as not given.</summary>
    private sealed class CarClassReader(VehicleField<CarClass?> field) : ColumnReader(field)
    {
        private readonly SpanCache<CarClass?> _cache = new(word => ApiWord<CarClass>.TryParse(word, out var value) ? value : null);

        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes) => field.Set(vehicle, _cache.Get(text));
    }

    private sealed class LocationReader(VehicleField field, LocationMap map) : ColumnReader(field)
    {
        private readonly SpanCache<Location> _cache = new(text => Location.Find(PlainText.Clean(text), map));

        public override void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
        {
            var (number, showroom, warning) = _cache.Get(text);
            vehicle.LocationNumber = number;
            vehicle.LocationId = showroom;
            if (warning is null)
                return;
            vehicle.Warn(WarningCode.UnknownShowroom, Field, warning);
            vehicle.MarkUnknown(FieldSet.From(Field));
        }

        private readonly record struct Location(string? Number, Guid? Showroom, string? Warning)
        {
            public static Location Find(string text, LocationMap map)
            {
                if (map.TryFind(text, out var showroom))
                    return new Location(text, showroom, null);
                if (RemoveDecimals(text) is { } whole && map.TryFind(whole, out showroom))
                    return new Location(whole, showroom, null);
                return Guid.TryParseExact(text, "D", out showroom)
                    ? new Location(null, showroom, null)
                    : new Location(text, null, string.Create(CultureInfo.InvariantCulture, $"The location map has no showroom for number '{text}'; a new car is listed without a showroom, a listed car keeps its showroom."));
            }

            /// <summary>Returns the 128 of 128.0, which is how a spreadsheet writes the number; null for any other text.</summary>
            private static string? RemoveDecimals(string text)
            {
                var whole = text.AsSpan().TrimEnd('0');
                return whole is [.. var digits, '.' or ','] && whole.Length < text.Length && !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9')
                    ? new string(digits)
                    : null;
            }
        }
    }
}
