BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Compare-IzzyVehicle' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $monday = Write-Stock (Join-Path $TestDrive monday.csv) (1..20)
        $tuesday = Join-Path $TestDrive tuesday.csv
        $null = Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle | Sync-IzzyVehicle
        $requests = $it.Sandbox.Requests
    }

    It 'says what would change, and sends and locks nothing' {
        $null = Write-Stock $tuesday (1..18 + 21) -Set @{ 1 = @{ pricing_salesPrice = 45000 }; 2 = @{ color = 'Biały' }; 3 = @{ color = 'Biały'; pricing_salesPrice = 60000 } }
        $plan = Import-IzzyVehicleCsv $tuesday | Compare-IzzyVehicle -CloseMissing
        $plan | ForEach-Object { "$($_.Action) $($_.Vin)" } | Should -Be @(
            "Reprice $(Get-TestVin 1)", "Update $(Get-TestVin 2)", "Update $(Get-TestVin 3)", "Create $(Get-TestVin 21)", "Close $(Get-TestVin 19)", "Close $(Get-TestVin 20)")
        $drop = $plan[0]
        $drop | Should -BeOfType IzzyPS.VehicleChange
        "$([int]$drop.OldSalesPrice) $([int]$drop.NewSalesPrice) $([int]$drop.PriceChange) $($drop.IsPriceDrop)" | Should -Be '50001 45000 -5001 True'
        $drop.Changes.Name | Should -Be SalesPrice
        $plan[2].Changes.Name | Should -Be Color, SalesPrice
        $plan[2].IsPriceDrop | Should -BeFalse
        $it.Sandbox.Requests | Should -Be $requests
    }

    It 'gives nothing for an unchanged file, unless -IncludeUnchanged' {
        Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle -CloseMissing | Should -BeNullOrEmpty
        (Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle -IncludeUnchanged).Action | Group-Object | ForEach-Object Name | Should -Be Unchanged
    }

    It 'closes nothing without -CloseMissing' {
        Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19)) | Compare-IzzyVehicle | Should -BeNullOrEmpty
    }

    It 'holds too many closes back, with one warning, until -AllowClose allows as many' {
        $vehicles = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..12))
        $plan = $vehicles | Compare-IzzyVehicle -CloseMissing -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.Count | Should -Be 8
        $plan.BlockReason | Select-Object -Unique | Should -Be CloseLimit
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike '*8 listings*-AllowClose 8*'
        ($vehicles | Compare-IzzyVehicle -CloseMissing -AllowClose 7 -WarningAction Ignore).Action | Select-Object -Unique | Should -Be Blocked
        ($vehicles | Compare-IzzyVehicle -CloseMissing -AllowClose 8).Action | Select-Object -Unique | Should -Be Close
    }

    It 'shows closes that an earlier run held back, until -AllowClose allows them' {
        $wrong = Write-Stock $tuesday (101..200)
        $null = Import-IzzyVehicleCsv $wrong | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore | Sync-IzzyVehicle -ErrorAction Ignore
        $plan = Import-IzzyVehicleCsv $wrong | Compare-IzzyVehicle -CloseMissing -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.Count | Should -Be 20
        $plan.BlockReason | Select-Object -Unique | Should -Be CloseHeld
        $plan.AllowedBy | Select-Object -Unique | Should -Be '-AllowClose 20'
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike '*20 listings*CloseHeld*-AllowClose 20*'
        $warnings[0] | Should -Not -BeLike '*--allow-close*'
        (Import-IzzyVehicleCsv $wrong | Compare-IzzyVehicle -CloseMissing -AllowClose 20).Action | Select-Object -Unique | Should -Be Close
    }

    It 'holds the end of the last file back' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..18)) | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore
        $plan.BlockReason | Should -Be FileTail, FileTail
    }

    It 'closes only what -CloseAfter files lack' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $tuesday (2..20)) | Compare-IzzyVehicle -CloseMissing -CloseAfter 2 -WarningAction Ignore
        $plan.BlockReason | Should -Be NotYetAbsent
        $null = $plan | Sync-IzzyVehicle -ErrorAction Ignore
        $again = Write-Stock $tuesday (2..20) -Set @{ 2 = @{ color = 'Biały' } }
        (Import-IzzyVehicleCsv $again | Compare-IzzyVehicle -CloseMissing -CloseAfter 2).Action | Should -Be Update, Close
    }

    It 'closes nothing when <what>' -TestCases @(
        @{ what = 'the file was cut'; read = { Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19) -Cut) -ErrorAction Ignore } }
        @{ what = 'the pipeline was filtered'; read = { Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19)) | Where-Object Mileage -gt 2000 } }
        @{ what = 'reading was stopped'; read = { Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19)) | Select-Object -First 18 } }
        @{ what = 'a file is missing'; read = { Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19)), (Join-Path $TestDrive none.csv) -ErrorAction Ignore } }
        @{ what = 'a rejected row has no VIN'; read = { Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19) -Set @{ 3 = @{ vin = 'BAD' } }) -ErrorAction Ignore } }
    ) {
        $plan = & $read | Compare-IzzyVehicle -CloseMissing -AllowClose 20 -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.Action | Should -Not -Contain Close
        $plan.BlockReason | Should -Contain CloseForbidden
        $warnings.Count | Should -Be 1
    }

    It 'leaves a rejected row''s listing alone' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..20) -Set @{ 3 = @{ fuelType = 'parowy' } }) -ErrorAction Ignore | Compare-IzzyVehicle -CloseMissing
        $plan | Should -BeNullOrEmpty
    }

    It 'makes a listed vehicle an error with -Mode InsertOnly' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $tuesday (20..21)) | Compare-IzzyVehicle -Mode InsertOnly -ErrorVariable errors -ErrorAction SilentlyContinue
        $plan.Action | Should -Be Blocked, Create
        $errors.FullyQualifiedErrorId | Should -Be 'AlreadyListed,IzzyPS.Commands.CompareIzzyVehicleCommand'
        $errors.CategoryInfo.Category | Should -Be ResourceExists
        $errors.TargetObject.Vin | Should -Be (Get-TestVin 20)
    }

    It 'names vehicles made invalid in the pipeline and those of another feed' {
        $null = Import-IzzyVehicleCsv (Write-Stock $tuesday (20..21)) -Feed other | ForEach-Object { if ($_.Vin -eq (Get-TestVin 21)) { $_.SalesPrice = -1 }; $_ } |
            Compare-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId.ForEach{ $_.Split(',')[0] } | Should -Be OtherFeed, VehicleInvalid
    }

    It 'refuses vehicles that disagree across the files of one import' {
        $other = Write-Stock (Join-Path $TestDrive other.csv) 1 -Set @{ 1 = @{ color = 'Biały' } }
        $plan = Import-IzzyVehicleCsv $monday, $other | Compare-IzzyVehicle -CloseMissing -ErrorVariable errors -ErrorAction SilentlyContinue
        $plan.BlockReason | Should -Be Conflict
        $errors.FullyQualifiedErrorId | Should -BeLike 'VehicleConflict*'
    }

    It 'compares one feed at a time' {
        $a = Import-IzzyVehicleCsv (Write-Stock $tuesday (21..22)) -Feed a
        $b = Import-IzzyVehicleCsv (Write-Stock $tuesday (23..24)) -Feed b
        { @($a) + @($b) | Compare-IzzyVehicle } | Should -Throw -ErrorId 'FeedsMixed*'
    }

    It 'refuses <what>, and says why' -TestCases @(
        @{ what = 'a copy by Select-Object'; copy = { Import-IzzyVehicleCsv $monday | Select-Object Vin, Make -First 1 }; id = 'CopyRefused' }
        @{ what = 'a copy from a file'; copy = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Import-IzzyVehicleCsv $monday)[0])) }; id = 'CopyRefused' }
        @{ what = 'something else'; copy = { 'hello' }; id = 'InputNotAccepted' }
    ) {
        { & $copy | Compare-IzzyVehicle -ErrorAction Stop } | Should -Throw -ErrorId "$id*"
    }

    It 'throws nothing with -ErrorAction Ignore' {
        { 'hello' | Compare-IzzyVehicle -ErrorAction Ignore } | Should -Not -Throw
    }

    It 'holds other cars under listed VINs back until -AllowIdentityChange' {
        $other = @{}
        1..5 | ForEach-Object { $other[$_] = @{ make = 'Toyota'; model = 'Corolla'; pricing_salesPrice = 71000 } }
        $vehicles = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..19 + 21) -Set $other)
        $plan = $vehicles | Compare-IzzyVehicle -CloseMissing -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.Action | Select-Object -Unique | Should -Be Blocked
        $plan.Count | Should -Be 7
        $plan.BlockReason | Select-Object -Unique | Should -Be IdentityOfFile
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike '*5 of 19 vehicles changed identity*-AllowIdentityChange 5*'
        $allowed = $vehicles | Compare-IzzyVehicle -CloseMissing -AllowIdentityChange 5
        ($allowed.Action | Group-Object | ForEach-Object { "$($_.Count) $($_.Name)" } | Sort-Object) | Should -Be '1 Close', '1 Create', '5 Update'
        ($allowed | Sync-IzzyVehicle).Outcome | Select-Object -Unique | Should -Be Succeeded
    }

    It 'warns once of many vehicles alike' {
        $without = @{}
        21..35 | ForEach-Object { $without[$_] = @{ engineCode = '' } }
        $plan = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..35) -Set $without) | Compare-IzzyVehicle -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        $warnings[0] | Should -BeLike "15 vehicles ($(Get-TestVin 21), $(Get-TestVin 22), $(Get-TestVin 23), …)*"
        $plan.Count | Should -Be 15
    }

    It 'keeps the values of an emptied column until -AllowClear, and refuses other names' {
        $empty = @{}
        1..15 | ForEach-Object { $empty[$_] = @{ description = ''; mileage = 90000 } }
        $vehicles = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..20) -Set $empty)
        $plan = $vehicles | Compare-IzzyVehicle -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.Action | Select-Object -Unique | Should -Be Update
        $plan.Changes.Name | Select-Object -Unique | Should -Be Mileage
        $plan[0].HeldBack[0].Field.ToString() | Should -Be 'Description: ABS | ASR → (none)'
        $warnings[0] | Should -BeLike '15 listings*ColumnEmptied*-AllowClear description*'
        ($vehicles | Compare-IzzyVehicle -AllowClear description).Changes.Name | Select-Object -Unique | Sort-Object | Should -Be Description, Mileage
        { $vehicles | Compare-IzzyVehicle -AllowClear price } | Should -Throw -ExpectedMessage "*'price' is no field that a file can empty*"
    }

    It 'holds a price back that changed too much, until -AllowPriceChange' {
        $vehicles = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..20) -Set @{ 1 = @{ pricing_salesPrice = 20000 } })
        $plan = $vehicles | Compare-IzzyVehicle -WarningVariable warnings -WarningAction SilentlyContinue
        $plan.BlockReason | Should -Be PriceLimit
        $warnings[0] | Should -BeLike '*PriceLimit*-AllowPriceChange 61*'
        ($vehicles | Compare-IzzyVehicle -AllowPriceChange 60 -WarningAction Ignore).BlockReason | Should -Be PriceLimit
        ($vehicles | Compare-IzzyVehicle -AllowPriceChange 61 | Sync-IzzyVehicle).Outcome | Should -Be Succeeded
    }
}
