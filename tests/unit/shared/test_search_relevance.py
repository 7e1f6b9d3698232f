"""Relevance: what people say at the guide desk finds the procedure they mean.

The queries are written as people speak and type. Thresholds hold the whole; no single query is tuned for.

SAID was at hand while the ranking and the aliases were made (its first run: hit@1 0.864, hit@5 0.955,
MRR 0.905), so its figures flatter. UNSEEN was written afterwards and nothing was changed for it. It is what
to expect of new queries: 0.842, 0.921, 0.884 at its first run, 0.816, 0.921, 0.871 since a change for speed,
short of the hit@5 of 0.95 wished for. Its floor only guards against getting worse. Whoever changes the
ranking
because of it must write a new unseen set.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from shared.search import Matcher

CONFIG = Path(__file__).parents[3] / "config"

SAID = """
làm giấy khai sinh cho con mới sinh | dang-ky-khai-sinh
khai sinh | dang-ky-khai-sinh
đăng kí khai sinh | dang-ky-khai-sinh
vợ tôi mới đẻ cần làm khai sinh | dang-ky-khai-sinh
khai sihn | dang-ky-khai-sinh
dang ky ket hon | dang-ky-ket-hon
tôi muốn đăng ký kết hôn | dang-ky-ket-hon
cưới vợ thì làm giấy gì | dang-ky-ket-hon
lấy vợ người hàn quốc nước ngoài | ket-hon-co-yeu-to-nuoc-ngoai
bố tôi mất, làm giấy chứng tử | dang-ky-khai-tu
bao tu | dang-ky-khai-tu
giấy xác nhận độc thân | xac-nhan-tinh-trang-hon-nhan
xin xác nhận chưa kết hôn | xac-nhan-tinh-trang-hon-nhan
bản sao khai sinh | cap-ban-sao-trich-luc-ho-tich
xin trích lục khai tử | cap-ban-sao-trich-luc-ho-tich
bị mất giấy khai sinh | dang-ky-lai-khai-sinh
sửa tên trong giấy khai sinh | thay-doi-cai-chinh-ho-tich
nhan con ngoai gia thu | dang-ky-nhan-cha-me-con khai-sinh-ket-hop-nhan-cha-me-con
giám hộ cho cháu | dang-ky-giam-ho
sao y ban chinh | chung-thuc-ban-sao-tu-ban-chinh
công chứng bằng tốt nghiệp bản sao | chung-thuc-ban-sao-tu-ban-chinh
chứng thực sơ yếu lý lịch xin việc | chung-thuc-chu-ky
so yeu li lich | chung-thuc-chu-ky
chứng thực hợp đồng mua bán xe máy | chung-thuc-giao-dich-tai-san
lap di chuc | chung-thuc-di-chuc
chia thừa kế nhà của bố mẹ | chung-thuc-van-ban-phan-chia-di-san
không nhận thừa kế | chung-thuc-tu-choi-nhan-di-san
chứng thực bản dịch tiếng anh | chung-thuc-chu-ky-nguoi-dich
làm sổ đỏ lần đầu | cap-giay-chung-nhan-lan-dau
mất sổ đỏ rồi làm lại | cap-lai-giay-chung-nhan-bi-mat
sang ten so do cho con | chuyen-nhuong-thua-ke-tang-cho-dat
tách thửa đất cho con | tach-thua-hop-thua-dat
chuyển đất vườn lên thổ cư | giao-dat-chuyen-muc-dich-su-dung-dat
đổi sổ hồng cũ sang mới | cap-doi-giay-chung-nhan-dat
hàng xóm lấn đất, hòa giải | hoa-giai-tranh-chap-dat-dai
xin giấy phép xây nhà | cap-giay-phep-xay-dung-nha-o
gpxd | cap-giay-phep-xay-dung-nha-o
sửa chữa nhà có cần xin phép không | cap-giay-phep-sua-chua-cai-tao
gia han giay phep xay dung | gia-han-giay-phep-xay-dung
dựng rạp cưới trên vỉa hè | su-dung-tam-thoi-long-duong-via-he
xem quy hoạch thửa đất | cung-cap-thong-tin-quy-hoach
mở cửa hàng tạp hóa | thanh-lap-ho-kinh-doanh
đkkd hộ gia đình | thanh-lap-ho-kinh-doanh
đăng ký hộ kinh doanh | thanh-lap-ho-kinh-doanh
nghỉ bán hàng, đóng hộ kinh doanh | cham-dut-ho-kinh-doanh
tạm ngừng kinh doanh | tam-ngung-tiep-tuc-ho-kinh-doanh
giấy phép bán rượu | cap-giay-phep-ban-le-ruou
mở đại lý bán gas | cap-giay-chung-nhan-cua-hang-lpg
giấy vệ sinh an toàn thực phẩm cho quán ăn | chung-nhan-an-toan-thuc-pham
khoan giếng nước ở nhà | dang-ky-khai-thac-nuoc-duoi-dat
lợn chết vì dịch tả có được hỗ trợ không | ho-tro-thiet-hai-dich-benh-dong-vat
trợ cấp cho người trên 75 tuổi | tro-cap-huu-tri-xa-hoi
tiền trợ cấp người khuyết tật hàng tháng | tro-cap-xa-hoi-hang-thang
làm giấy khuyết tật | xac-dinh-muc-do-khuyet-tat
xin sổ hộ nghèo | cong-nhan-ho-ngheo-can-ngheo
tiền thờ cúng liệt sỹ | tro-cap-tho-cung-liet-si
mai táng phí cựu chiến binh | mai-tang-phi-cuu-chien-binh
chuyển trường cho con | chuyen-truong-tiep-nhan-hoc-sinh
con vào lớp 6 | tuyen-sinh-trung-hoc-co-so
mở nhóm trẻ tư thục | thanh-lap-co-so-mam-non-doc-lap
mở quán net | chung-nhan-diem-tro-choi-dien-tu
tổ chức lễ hội làng | thong-bao-to-chuc-le-hoi
lập câu lạc bộ bóng đá | cong-nhan-cau-lac-bo-the-thao
khaisinh | dang-ky-khai-sinh
ddangw kys keets hoon | dang-ky-ket-hon
gia61y d9o65c tha6n | xac-nhan-tinh-trang-hon-nhan
""".strip().splitlines()


UNSEEN = """
con tôi sinh ở nước ngoài giờ về đăng ký khai sinh | khai-sinh-co-yeu-to-nuoc-ngoai
ông nội mất hôm qua | dang-ky-khai-tu
làm lại giấy đăng ký kết hôn bị mất | dang-ky-lai-ket-hon
đổi họ cho con | thay-doi-cai-chinh-ho-tich
giay xac nhan tinh trang hon nhan | xac-nhan-tinh-trang-hon-nhan
photo công chứng căn cước | chung-thuc-ban-sao-tu-ban-chinh
xác nhận chữ ký giấy ủy quyền | chung-thuc-chu-ky
hủy hợp đồng đã công chứng | chung-thuc-sua-doi-huy-bo-giao-dich
cho tặng đất cho con trai | chuyen-nhuong-thua-ke-tang-cho-dat
sổ đỏ bị sai tên đệm | dinh-chinh-giay-chung-nhan bien-dong-doi-thong-tin-giay-chung-nhan
thêm tên vợ vào sổ đỏ | bien-dong-theo-thoa-thuan-hoac-ban-an
hoàn công nhà mới xây | dang-ky-tai-san-gan-lien-voi-dat
trả hết nợ tiền đất xóa nợ trên sổ | xoa-ghi-no-tien-su-dung-dat
xây thêm tầng 3 | dieu-chinh-giay-phep-xay-dung
giấy phép xây dựng bị rách xin cấp lại | cap-lai-giay-phep-xay-dung
bầu ban quản trị chung cư | cong-nhan-ban-quan-tri-chung-cu
giay phep kinh doanh bi mat | cap-lai-cap-doi-giay-chung-nhan-ho-kinh-doanh
thêm ngành nghề kinh doanh | thay-doi-dang-ky-ho-kinh-doanh
nấu rượu gạo bán | cap-giay-phep-san-xuat-ruou-thu-cong
xin bán thuốc lá | cap-giay-phep-ban-le-thuoc-la
nuôi cá lồng trên biển | xac-nhan-nuoi-trong-thuy-san-long-be
đánh giá sản phẩm ocop | danh-gia-phan-hang-ocop
tiền mai táng cho người già hưởng trợ cấp | ho-tro-mai-tang-huu-tri-xa-hoi ho-tro-mai-tang-bao-tro-xa-hoi
giấy khuyết tật bị hỏng xin đổi | doi-cap-lai-giay-xac-nhan-khuyet-tat
nhà tôi đã hết nghèo | cong-nhan-thoat-ngheo
con thương binh xin giấy xác nhận | xac-nhan-than-nhan-nguoi-co-cong
tro cap than nhan liet sy | tro-cap-than-nhan-liet-si
tiền ăn trưa cho bé mẫu giáo | ho-tro-an-trua-tre-mau-giao
học bổng cho học sinh khuyết tật | hoc-bong-nguoi-khuyet-tat
mở tiệm in quảng cáo | xac-nhan-dang-ky-hoat-dong-in
đăng ký nội quy công ty | dang-ky-noi-quy-lao-dong
thành lập hội đồng hương | thanh-lap-hoi
khai tuwr | dang-ky-khai-tu
suwar nhaf | cap-giay-phep-sua-chua-cai-tao
tachthua | tach-thua-hop-thua-dat
di chúc | chung-thuc-di-chuc
chuyen truong | chuyen-truong-tiep-nhan-hoc-sinh
ho kinh doan | thanh-lap-ho-kinh-doanh
""".strip().splitlines()


def catalogue() -> list[dict[str, Any]]:
    with (CONFIG / "fields.csv").open(encoding="utf-8", newline="") as file:
        fields = {row["name"]: row["id"] for row in csv.DictReader(file)}
    with (CONFIG / "procedures.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "id": row["id"],
                "code": row["code"],
                "name": row["name"],
                "short_name": row["short_name"],
                "field": fields[row["field"]],
                "field_name": row["field"],
                "synonyms": [synonym.strip() for synonym in row["synonyms"].split("|") if synonym.strip()],
            }
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(
    ("name", "said", "floor"), [("SAID", SAID, (0.85, 0.95, 0.9)), ("UNSEEN", UNSEEN, (0.8, 0.9, 0.85))]
)
def test_what_people_say_finds_what_they_mean(
    name: str, said: list[str], floor: tuple[float, float, float], capsys: pytest.CaptureFixture[str]
) -> None:
    matcher = Matcher(catalogue())
    ranks: list[int] = []
    missed: list[str] = []
    for line in said:
        query, _, meant = line.partition(" | ")
        found = [hit.id for hit in matcher.search(query)[0]]
        rank = min((found.index(one) + 1 for one in meant.split() if one in found), default=0)
        ranks.append(rank)
        if rank != 1:
            missed.append(f"{rank or '-':>2}  {query}  ({', '.join(found[:2])})")
    first = ranks.count(1) / len(ranks)
    among_five = sum(1 for rank in ranks if 1 <= rank <= 5) / len(ranks)
    mean_reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    with capsys.disabled():
        print(f"\n{name}, {len(ranks)} queries:", end=" ")
        print(f"hit@1 {first:.3f}, hit@5 {among_five:.3f}, MRR {mean_reciprocal:.3f}")
        print("\n".join(missed))
    reached = (first, among_five, mean_reciprocal)
    assert [
        name for name, is_, least in zip(("first", "five", "mrr"), reached, floor, strict=True) if is_ < least
    ] == []
